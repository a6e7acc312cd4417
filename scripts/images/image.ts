import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SERVICE_NAMES } from '@triptych/parts';
import manifest from '../../package.json' with { type: 'json' };

/** An image of this repository and the package that it runs. */
export interface Image {
  readonly name: string;
  /** Folder of the package. */
  readonly folder: string;
  readonly dockerfile: string;
  /** The name that the chart uses; the tag is the version of the repository. */
  readonly reference: string;
  /** The build argument SERVICE; undefined where the Dockerfile is for one image alone. */
  readonly service?: string;
}

const root = resolve(import.meta.dirname, '../..');
const referenceOf = (name: string) => `docker.io/triptych/${name}:${manifest.version}`;

/** Every image that this repository makes. */
export const images: readonly Image[] = [
  ...SERVICE_NAMES.map((name) => ({
    name,
    folder: `services/${name}`,
    dockerfile: 'services/Dockerfile',
    reference: referenceOf(name),
    service: name,
  })),
  { name: 'cli', folder: 'cli', dockerfile: 'cli/Dockerfile', reference: referenceOf('cli') },
];

/** The arguments with which "docker" builds an image. The description in its label is that of its package. */
export function buildArguments({ folder, dockerfile, reference, service }: Image): string[] {
  const { description } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const values = { ...(service && { SERVICE: service }), VERSION: manifest.version, DESCRIPTION: description };
  const buildArgs = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  return ['build', '--progress=plain', '--file', dockerfile, '--tag', reference, ...buildArgs, '.'];
}

/** The arguments with which "kind" copies the images to the nodes of a cluster. */
export function loadArguments(cluster: string): string[] {
  return ['load', 'docker-image', '--name', cluster, ...images.map(({ reference }) => reference)];
}
