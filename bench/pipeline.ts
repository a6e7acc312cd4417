// Measures what user_svc, the queue and the store add to a conversion. Run: node bench/pipeline.ts --help
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartName } from '@triptych/parts';
import { progressLine } from '@triptych/terminal';
import { bringUp } from '../test/stack/support/conversions.ts';
import { writePictures } from './conversion/pictures.ts';
import { type Conversion, IN_FLIGHT } from './conversion/subject.ts';
import { type Latency, measureLatency } from './pipeline/latency.ts';
import { toCells, toRow } from './pipeline/results.ts';
import { servicesOf } from './pipeline/services.ts';
import { measureThroughput, type Throughput } from './pipeline/throughput.ts';
import { Load } from './support/load.ts';
import { thisMachine } from './support/machine.ts';
import { isWanted, readOptions } from './support/options.ts';
import { report } from './support/results.ts';

const options = readOptions({
  file: 'pipeline.ts',
  about:
    'Starts a stack on free ports. Compares a visit (upload, wait, result) with the same conversion by image_svc alone,\none at a time, and then the rate of both. NAME: part of "PICTURE to FORMAT". See bench/pipeline.md.',
  defaults: { seconds: 6, rounds: 3 },
  smokeSeconds: 0.5,
});
const machine = thisMachine();
/** What a conversion passes, and in a real measurement all that gets its telemetry. */
const SMALLEST: readonly PartName[] = ['postgres', 'image_svc', 'job_svc', 'user_svc'];
const TELEMETRY: readonly PartName[] = ['otelcol', 'jaeger', 'loki', 'prometheus'];
const VISITS_A_SECOND = 5;

await using cleanUp = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'triptych-bench-'));
cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
const pictures = await writePictures(folder);
const conversions = pictures
  .filter(({ name }) => name.startsWith('photo.jpg'))
  .flatMap((picture) =>
    (['jpeg', 'webp'] as const).map((format): Conversion => ({ picture, options: { format, width: 512 } })),
  )
  .filter(({ picture, options: { format } }) => isWanted(`${picture.name} to ${format}`, options))
  .slice(0, options.smoke ? 1 : undefined);

const progress = progressLine();
progress.show('starts a stack');
const stack = cleanUp.use(await bringUp({ only: options.smoke ? SMALLEST : [...SMALLEST, ...TELEMETRY] }));
const services = servicesOf(stack);
const load = cleanUp.use(new Load({ isPinned: false }));

const cases = conversions.map((conversion) => ({
  conversion,
  latencies: [] as Latency[],
  throughputs: [] as Throughput[],
}));
for (const { conversion, latencies, throughputs } of cases) {
  const name = `${conversion.picture.name} to ${conversion.options.format}`;
  progress.show(`${name}: warms up`);
  const warmUp = await measureThroughput(services, conversion, load, options.smoke ? 8 : 100);
  const amount = Math.max(IN_FLIGHT * 4, Math.round(warmUp.directPerSecond * options.seconds));
  for (let round = 1; round <= options.rounds; round++) {
    progress.show(`${name}, round ${round}`);
    const visits = Math.ceil(options.seconds * VISITS_A_SECOND);
    for (let visit = 0; visit < visits; visit++) latencies.push(await measureLatency(services, conversion));
    throughputs.push(await measureThroughput(services, conversion, load, amount));
  }
}
progress.clear();
const rows = cases.map(({ conversion, ...samples }) =>
  toRow({ picture: conversion.picture.name, output: conversion.options.format, ...samples }),
);
report({ name: 'pipeline', machine, rows, cells: toCells(rows) }, options);
