import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showStep } from '@triptych/terminal';
import { ProgramError } from '@triptych/terminal/run';
import { buildArguments, pushesWhileBuilding } from './arguments.ts';
import { type Image, images, referenceOf, type Target } from './image.ts';
import { explainBuild, explainRefusal } from './refusal.ts';
import { run, type Surroundings, stepOf } from './run.ts';

/** An image that is built, and its digest in the registry, once it is pushed. */
export interface Built {
  readonly image: Image;
  readonly digest?: string;
}

/** Builds every image, and pushes it where the target asks for it. `say` gets a line for each. */
export async function buildImages(target: Target, around: Surroundings, say: (line: string) => void): Promise<Built[]> {
  if (pushesWhileBuilding(target)) await requireBuildx(around);
  const built: Built[] = [];
  // One after the other: each build uses every core, and later builds find layers of the first in the cache.
  for (const [i, image] of images.entries()) {
    built.push(await build(image, target, around, `[${i + 1}/${images.length}]`, say));
  }
  return built;
}

async function requireBuildx(around: Surroundings): Promise<void> {
  await run('docker', ['buildx', 'version'], around).catch((cause) => {
    if (!(cause instanceof ProgramError)) throw cause;
    throw new Error(
      'docker has no buildx, which builds for several platforms: install it, https://docs.docker.com/build/install-buildx/, or name one platform',
      { cause },
    );
  });
}

async function build(
  image: Image,
  target: Target,
  around: Surroundings,
  place: string,
  say: (line: string) => void,
): Promise<Built> {
  const startedAt = Date.now();
  const reference = referenceOf(image, target);
  const folder = mkdtempSync(join(tmpdir(), 'triptych-image-'));
  let step = 'reading';
  try {
    using _line = showStep(() => `${place} ${image.name}: ${step}`);
    const metadataFile = join(folder, 'metadata.json');
    const seen = (line: string) => {
      step = stepOf(line) ?? step;
    };
    await run('docker', buildArguments(image, target, metadataFile), { ...around, seen }).catch((cause) => {
      throw explainBuild(`building ${reference}`, target.registry, cause);
    });
    step = 'pushing';
    const digest = !target.push
      ? undefined
      : pushesWhileBuilding(target)
        ? digestIn(metadataFile)
        : await push(reference, target.registry, around);
    const size = pushesWhileBuilding(target) ? target.platforms.join(', ') : await sizeOf(reference, around);
    say(`${place} ${reference}  ${size}  ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    return digest === undefined ? { image } : { image, digest };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function push(reference: string, registry: string, around: Surroundings): Promise<string> {
  const lines = await run('docker', ['push', reference], around).catch((cause) => {
    throw explainRefusal(`pushing ${reference}`, registry, cause);
  });
  const digest = /digest: (sha256:[0-9a-f]{64})/.exec(lines.join('\n'))?.[1];
  if (digest) return digest;
  throw new Error(`"docker push ${reference}" printed no digest:\n${lines.slice(-3).join('\n')}`);
}

const digestIn = (metadataFile: string): string =>
  JSON.parse(readFileSync(metadataFile, 'utf8'))['containerimage.digest'];

async function sizeOf(reference: string, around: Surroundings): Promise<string> {
  const [bytes] = await run('docker', ['image', 'inspect', '--format={{.Size}}', reference], around);
  return `${Math.round(Number(bytes) / 1e6)} MB`;
}
