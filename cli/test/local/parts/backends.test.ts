import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withChanges } from '../../../src/local/environment.ts';
import { alertmanager } from '../../../src/local/parts/alertmanager.ts';
import { prometheus } from '../../../src/local/parts/prometheus.ts';
import { temporaryStack } from '../../support/parts.ts';

describe('Prometheus', () => {
  it('reads the files of the repository, or of the folder that the environment names, and no file of an earlier start', async () => {
    const stack = temporaryStack();
    const files = join(stack.run, 'prometheus');
    await prometheus.prepare?.(stack);
    assert.match(await readFile(join(files, 'rules/memory.yaml'), 'utf8'), /HighMemoryUsage/);

    const other = join(stack.dir, 'backends');
    await mkdir(join(other, 'rules'), { recursive: true });
    await writeFile(join(other, 'prometheus.yaml'), 'global: {}\n');
    await writeFile(join(other, 'rules/other.yaml'), 'groups: []\n');
    await prometheus.prepare?.(withChanges(stack, { TRIPTYCH_BACKENDS_DIR: other }));
    assert.equal(await readFile(join(files, 'prometheus.yaml'), 'utf8'), 'global: {}\n');
    assert.ok(existsSync(join(files, 'rules/other.yaml')));
    assert.ok(!existsSync(join(files, 'rules/memory.yaml')));
    assert.ok(existsSync(join(files, 'targets/services.yaml')));
  });

  it('keeps its data in the stack, or in the folder that the environment names, and takes further flags', () => {
    const stack = temporaryStack();
    const argsOf = (env: Record<string, string>) => prometheus.launch(withChanges(stack, env), '').args;
    assert.ok(argsOf({}).includes(`--storage.tsdb.path=${join(stack.data, 'prometheus')}`));
    const args = argsOf({ PROMETHEUS_DATA_DIR: '/else/where', PROMETHEUS_FLAGS: '--one=1 --two=2' });
    assert.ok(args.includes('--storage.tsdb.path=/else/where'));
    assert.deepEqual(args.slice(-2), ['--one=1', '--two=2']);
  });
});

describe('Alertmanager', () => {
  it('keeps its data in the stack, or in the folder that the environment names', () => {
    const stack = temporaryStack();
    const argsOf = (env: Record<string, string>) => alertmanager.launch(withChanges(stack, env), '').args;
    assert.ok(argsOf({}).includes(`--storage.path=${join(stack.data, 'alertmanager')}`));
    assert.ok(argsOf({ ALERTMANAGER_DATA_DIR: '/else/where' }).includes('--storage.path=/else/where'));
  });
});
