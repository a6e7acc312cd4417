// Builds the images of this repository with the local container engine, and copies them to a kind cluster.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { showStep } from '@triptych/terminal';
import { buildArguments, type Image, images, loadArguments } from './images/image.ts';
import { run, stepOf } from './images/run.ts';

const cwd = resolve(import.meta.dirname, '..');
const help = `
Usage: npm run images [-- --load CLUSTER]

Builds these images from the working tree. Their tag is the version in package.json:

${images.map(({ reference, dockerfile }) => `  ${reference.padEnd(36)}  ${dockerfile}`).join('\n')}

  --load CLUSTER   copies the images to the nodes of that kind cluster ("kind get clusters" lists clusters)
`;

const say = (line: string) => process.stdout.write(`${line}\n`);
const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

async function build(image: Image, place: string, signal: AbortSignal): Promise<void> {
  const startedAt = Date.now();
  let step = 'reading';
  {
    using _line = showStep(() => `${place} ${image.name}: ${step}`);
    const seen = (line: string) => {
      step = stepOf(line) ?? step;
    };
    await run('docker', buildArguments(image), { cwd, signal, seen });
  }
  const [bytes] = await run('docker', ['image', 'inspect', '--format={{.Size}}', image.reference], { cwd, signal });
  say(`${place} ${image.reference}  ${Math.round(Number(bytes) / 1e6)} MB  ${seconds(startedAt)}`);
}

async function main(load: string | undefined, signal: AbortSignal): Promise<void> {
  // One after the other: each build uses every core, and later builds find layers of the first in the cache.
  for (const [i, image] of images.entries()) await build(image, `[${i + 1}/${images.length}]`, signal);
  if (load === undefined) return;
  const startedAt = Date.now();
  using _line = showStep(`loading into the cluster ${load}`);
  await run('kind', loadArguments(load), { cwd, signal });
  say(`loaded into the cluster ${load}  ${seconds(startedAt)}`);
}

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
try {
  const { values } = parseArgs({ options: { load: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) say(help.trim());
  else await main(values.load, stopped.signal);
} catch (error) {
  const usage = String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`images: ${stopped.signal.aborted ? 'stopped' : (error as Error).message}\n`);
  process.exitCode = usage ? 2 : 1;
}
