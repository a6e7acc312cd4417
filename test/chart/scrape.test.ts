import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { V1ConfigMap, V1StatefulSet } from '@kubernetes/client-node';
import { programFile } from '../support/programs.ts';
import { template } from './support/helm.ts';

/** The files of Prometheus in a release, by the paths of its container. */
async function filesOf(values: object): Promise<[path: string, text: string][]> {
  const rendered = await template(values);
  const named = (kind: string) =>
    rendered.find((one) => one.kind === kind && one.metadata.name === 'triptych-prometheus');
  const { data = {} } = named('ConfigMap') as V1ConfigMap;
  const { spec } = named('StatefulSet') as V1StatefulSet;
  const volume = spec?.template.spec?.volumes?.find(({ name }) => name === 'config');
  return (volume?.configMap?.items ?? []).map(({ key, path }) => [path, data[key] ?? '']);
}

describe('the configuration of Prometheus in a release', () => {
  const releases = {
    'with the default values': {},
    'without the console, with labels and a remote storage': {
      console: { enabled: false },
      prometheus: { externalLabels: { cluster: 'a' }, remoteWrite: [{ url: 'https://metrics.example.com/write' }] },
    },
  };
  for (const [what, values] of Object.entries(releases)) {
    it(`is valid ${what}, with every file that it names`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'triptych-scrape-'));
      try {
        for (const [path, text] of await filesOf(values)) {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), text);
        }
        const args = ['check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yaml'];
        const { stdout, stderr } = await promisify(execFile)(programFile('promtool'), args, { cwd: folder });
        assert.match(stdout, /SUCCESS: prometheus.yaml is valid/);
        assert.doesNotMatch(stdout + stderr, /WARNING/);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});
