import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Image, images, referenceOf, type Target } from './image.ts';

const root = resolve(import.meta.dirname, '../..');

/** Whether the build itself must push: a container engine keeps an image of one platform, a registry those of several. */
export const pushesWhileBuilding = ({ platforms }: Target): boolean => platforms.length > 1;

/**
 * The arguments with which "docker" builds an image. The description in its label is that of its package. A build for
 * several platforms needs buildx, which writes the digest into `metadataFile`.
 */
export function buildArguments(image: Image, target: Target, metadataFile: string): string[] {
  const { folder, dockerfile, service } = image;
  const { description } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const values = { ...(service && { SERVICE: service }), VERSION: target.tag, DESCRIPTION: description };
  return [
    ...(pushesWhileBuilding(target) ? ['buildx', 'build', '--push', '--metadata-file', metadataFile] : ['build']),
    '--progress=plain',
    ...(target.platforms.length > 0 ? ['--platform', target.platforms.join(',')] : []),
    ...['--file', dockerfile, '--tag', referenceOf(image, target)],
    ...Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    '.',
  ];
}

/** The arguments with which "kind" copies the images to the nodes of a cluster. */
export function loadArguments(cluster: string, target: Target): string[] {
  return ['load', 'docker-image', '--name', cluster, ...images.map((image) => referenceOf(image, target))];
}
