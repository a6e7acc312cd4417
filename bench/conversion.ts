// Measures what image_svc adds to a conversion by sharp. Run: node bench/conversion.ts --help
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { progressLine } from '@triptych/terminal';
import { startImageSvc } from './conversion/image-svc.ts';
import { startIpx } from './conversion/ipx.ts';
import { measure, type Sample } from './conversion/measure.ts';
import { writePictures } from './conversion/pictures.ts';
import { startRaw } from './conversion/raw.ts';
import { toCells, toRow } from './conversion/results.ts';
import type { Conversion } from './conversion/subject.ts';
import { imageFlags } from './support/image-flags.ts';
import { Load } from './support/load.ts';
import { thisMachine } from './support/machine.ts';
import { isWanted, readOptions } from './support/options.ts';
import { report } from './support/results.ts';
import { root } from './support/root.ts';

/** The defaults of our encoders, written out for the other sides. */
const OUTPUTS: readonly Conversion['options'][] = [
  { format: 'jpeg', quality: 80, width: 512 },
  { format: 'webp', quality: 75, width: 512 },
  { format: 'avif', quality: 50, width: 512 },
];

const options = readOptions({
  file: 'conversion.ts',
  about:
    'Compares one conversion: raw sharp in one process, image_svc over HTTP with the flags of Node that our images\nhave and without, and ipx over HTTP. NAME: part of "PICTURE to FORMAT", such as "photo.jpg" or "to webp".\nSee bench/conversion.md.',
  defaults: { seconds: 1.5, rounds: 3 },
  smokeSeconds: 0.2,
});
const machine = thisMachine();
const folder = await mkdtemp(join(tmpdir(), 'triptych-bench-'));
const pictures = await writePictures(folder);
const conversions = pictures
  .flatMap((picture) => OUTPUTS.map((output) => ({ picture, options: output })))
  .filter(({ picture, options: { format } }) => isWanted(`${picture.name} to ${format}`, options))
  .slice(0, options.smoke ? 1 : undefined);

await using stack = new AsyncDisposableStack();
stack.defer(() => rm(folder, { recursive: true, force: true }));
const load = stack.use(new Load({ isPinned: false }));
const sides = [stack.use(startRaw()), stack.use(await startImageSvc('image_svc', root, imageFlags(), load))];
if (!options.smoke) {
  sides.push(stack.use(await startImageSvc('image_svc, no flags', root, [], load)));
  sides.push(stack.use(await startIpx(folder, load)));
}

if (options.against) {
  const name = `image_svc at ${basename(options.against)}`;
  sides.push(stack.use(await startImageSvc(name, options.against, imageFlags(), load)));
}

const progress = progressLine();
for (const side of sides) {
  progress.show(`warms up ${side.name}`);
  if (conversions[0]) await side.convert(conversions[0], options.smoke ? 2 : 100);
}
const cases = conversions.flatMap((conversion) => sides.map((side) => ({ conversion, side, samples: [] as Sample[] })));
for (const conversion of conversions) {
  for (let round = 1; round <= options.rounds; round++) {
    for (const { side, samples } of cases.filter((one) => one.conversion === conversion)) {
      progress.show(`${conversion.picture.name} to ${conversion.options.format}, round ${round}: ${side.name}`);
      samples.push(await measure(side, conversion, options.seconds));
    }
  }
}
progress.clear();
const rows = cases.map(({ conversion, side, samples }) =>
  toRow({ picture: conversion.picture.name, output: conversion.options.format, side: side.name, samples }),
);
report({ name: 'conversion', machine, rows, cells: toCells(rows) }, options);
