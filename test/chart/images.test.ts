import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { SERVICE_NAMES } from '@triptych/parts';
import { parse } from 'yaml';
import { chart, helm } from './support/helm.ts';

const repository = resolve(chart, '../..');
const read = (path: string) => parse(readFileSync(join(repository, path), 'utf8'));
const { version } = read('package.json');
const ours = [...SERVICE_NAMES, 'cli'];

/** The images of everything that the chart installs and tests. */
async function imagesOf(...args: readonly string[]): Promise<string[]> {
  const rendered = await helm('template', 'triptych', chart, ...args);
  return [...new Set([...rendered.matchAll(/^ +image: "?([^"\n]+)"?$/gm)].map(([, image = '']) => image))].sort();
}

/** The images of backends/versions.json that the chart installs. */
const others = Object.values<{ image?: string }>(read('backends/versions.json'))
  .flatMap(({ image }) => image ?? [])
  .sort();

describe('images of the chart', () => {
  it('have no registry until one is named, and the message says what to do', async () => {
    await assert.rejects(
      imagesOf(),
      /image\.registry is empty.*Set it to the registry.*npm run release.*docs\/staging\.md/s,
    );
  });

  it('of services and command are in image.registry, with the version of the chart', async () => {
    const images = await imagesOf('--set', 'image.registry=registry.example.com:5000/pictures');
    assert.deepEqual(
      images,
      [...others, ...ours.map((name) => `registry.example.com:5000/pictures/${name}:${version}`)].sort(),
    );
  });

  it('need no image.registry when each of them has one', async () => {
    const own = ['userSvc', 'jobSvc', 'imageSvc', 'console', 'test'].map(
      (part) => `${part}.image.registry=r.example.com/${part}`,
    );
    const images = await imagesOf('--set', own.join(','));
    assert.ok(images.includes(`r.example.com/jobSvc/job_svc:${version}`));
    await assert.rejects(imagesOf('--set', own.slice(1).join(',')), /image\.registry is empty/);
  });

  it('all come from a mirror when global.imageRegistry names one, except those of this repository', async () => {
    const images = await imagesOf(
      '--set',
      'image.registry=r.example.com/triptych,global.imageRegistry=m.example.com/hub',
    );
    assert.deepEqual(
      images,
      [
        ...others.map((image) => image.replace(/^[^/]+/, 'm.example.com/hub')),
        ...ours.map((name) => `r.example.com/triptych/${name}:${version}`),
      ].sort(),
    );
  });

  it('may be pinned to a digest, for each part', async () => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
    const pinned = [`userSvc.image.tag=1.2.3@${digest}`, `loki.image.tag=3.7.8@${digest}`];
    const images = await imagesOf('--set', `image.registry=r.example.com/triptych,${pinned.join(',')}`);
    assert.ok(images.includes(`r.example.com/triptych/user_svc:1.2.3@${digest}`));
    assert.ok(images.includes(`docker.io/grafana/loki:3.7.8@${digest}`));
  });

  it('on kind have a name that no public registry serves', async () => {
    const images = await imagesOf('--values', join(repository, 'charts/environments/dev.yaml'));
    assert.deepEqual(
      images.filter((image) => !others.includes(image)),
      ours.map((name) => `localhost/triptych/${name}:${version}`).sort(),
    );
  });

  it('accept values that a parent chart shares', async () => {
    await imagesOf('--set', 'image.registry=r.example.com/triptych,global.anything.else=true');
  });
});
