// Measures what telemetry costs a light route. Run: node bench/telemetry.ts --help
import { progressLine } from '@triptych/terminal';
import { imageFlags } from './support/image-flags.ts';
import { Load } from './support/load.ts';
import { thisMachine } from './support/machine.ts';
import { isWanted, readOptions } from './support/options.ts';
import { installPeer } from './support/peers.ts';
import { report } from './support/results.ts';
import { measure, type Sample, timesOf } from './telemetry/measure.ts';
import { toCells, toRow } from './telemetry/results.ts';
import { SIDES, sideOf } from './telemetry/sides.ts';

const options = readOptions({
  file: 'telemetry.ts',
  about:
    'Compares a light route that writes one log line: bare Fastify and pino, our telemetry, and other packages, each\nwith the flags of Node that our images have, and without. See bench/telemetry.md.',
  defaults: { seconds: 4, rounds: 3 },
  smokeSeconds: 0.2,
});
const machine = thisMachine();
const image = { name: 'image', flags: imageFlags() };
const variants = options.smoke ? [image] : [image, { name: 'none', flags: [] }];
const compared = options.against ? [...SIDES, sideOf(options.against)] : SIDES;
const sides = compared.filter((side) => isWanted(side.name, options) && !(options.smoke && side.peer));
for (const { peer } of sides) if (peer) installPeer(peer);

const cases = sides.flatMap((side) => variants.map((variant) => ({ side, variant, samples: [] as Sample[] })));
const times = timesOf(options);
const progress = progressLine();
using load = new Load();
for (let round = 1; round <= options.rounds; round++) {
  for (const { side, variant, samples } of cases) {
    progress.show(`round ${round} of ${options.rounds}: ${side.name}, flags ${variant.name}`);
    samples.push(await measure(side, variant.flags, load, times));
  }
}
progress.clear();
const rows = cases.map(({ side, variant, samples }) => toRow({ side, flags: variant.name, samples }));
report({ name: 'telemetry', machine, rows, cells: toCells(rows) }, options);
