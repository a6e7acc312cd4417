// Measures where the CPU of one request goes. Run: node bench/profile.ts --help
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progressLine } from '@triptych/terminal';
import { pictureOf } from './profile/picture.ts';
import { type CpuProfile, sharesOf } from './profile/shares.ts';
import { imageFlags } from './support/image-flags.ts';
import { Load } from './support/load.ts';
import { thisMachine } from './support/machine.ts';
import { readOptions } from './support/options.ts';
import { isWhole, report } from './support/results.ts';
import { root } from './support/root.ts';
import { measure, timesOf } from './telemetry/measure.ts';
import { OURS } from './telemetry/sides.ts';

export interface Row {
  readonly part: string;
  readonly share: number;
  readonly micros: number;
}

const PICTURE = 'docs/pictures/request-profile.svg';

const options = readOptions({
  file: 'profile.ts',
  about: `Profiles the light route of bench/telemetry.ts with all telemetry and the flags of the images. A whole run draws\n${PICTURE}. See bench/profile.md.`,
  defaults: { seconds: 8, rounds: 1 },
  smokeSeconds: 0.5,
});
const machine = thisMachine();
const folder = await mkdtemp(join(tmpdir(), 'triptych-bench-'));
try {
  const progress = progressLine();
  progress.show('one request, again and again, with a profiler');
  using load = new Load();
  const flags = [...imageFlags(), '--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=250'];
  const { cpuMicrosPerRequest } = await measure(OURS, flags, load, timesOf(options));
  progress.clear();
  const [file = ''] = await readdir(folder);
  const shares = sharesOf(JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile);
  const rows: Row[] = shares.map(({ part, share }) => ({ part, share, micros: share * cpuMicrosPerRequest }));
  const cells = [
    ['part', 'share', 'µs a request'],
    ...rows.map(({ part, share, micros }) => [part, share.toFixed(3), micros.toFixed(1)]),
  ];
  report({ name: 'profile', machine, rows, cells }, options);
  if (isWhole(options)) {
    await writeFile(join(root, PICTURE), pictureOf(rows, 'CPU of one request with all telemetry'));
  }
} finally {
  await rm(folder, { recursive: true });
}
