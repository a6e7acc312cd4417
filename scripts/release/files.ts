import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Built } from '../images/build.ts';
import type { Release } from './chart.ts';

/** Values of the chart that pin the images of a release to what was pushed. */
export function digestValues(built: readonly Built[], { version }: Release): string {
  const lines = built.map(({ image, digest }) => {
    if (digest === undefined) throw new Error(`the registry gave no digest for ${image.name}`);
    return `${groupOf(image.name)}: {image: {tag: "${version}@${digest}"}}`;
  });
  return [`# The images of Triptych ${version} by digest, for "helm install -f".`, ...lines, ''].join('\n');
}

/** The group of an image in the values of the chart: that of its service, or of the test. */
const groupOf = (name: string): string =>
  name === 'cli' ? 'test' : name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Writes SHA256SUMS, which "sha256sum --check" reads, for all other files of a folder. */
export function writeChecksums(folder: string): void {
  const names = readdirSync(folder).filter((name) => name !== 'SHA256SUMS');
  const sum = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  writeFileSync(
    join(folder, 'SHA256SUMS'),
    names
      .sort()
      .map((name) => `${sum(name)}  ${name}\n`)
      .join(''),
  );
}
