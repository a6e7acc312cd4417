import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { retentionSeconds } from '../../src/requests/retention.ts';

const backends = resolve(import.meta.dirname, '../../../../backends');
const defaultIn = (file: string, variable: string) =>
  new RegExp(`\\{(?:env:)?${variable}:-(\\w+)\\}`).exec(readFileSync(join(backends, file), 'utf8'))?.[1];

describe('the retention of backends', () => {
  it('is by default that of their configurations', () => {
    const config = loadConfig({});
    assert.equal(config.JAEGER_TTL, defaultIn('jaeger-badger.yaml', 'JAEGER_TTL'));
    assert.equal(config.LOKI_RETENTION, defaultIn('loki.yaml', 'LOKI_RETENTION'));
  });

  it('is read as Jaeger and Loki write it', () => {
    assert.deepEqual(['168h', '1d12h', '90m', 'unknown'].map(retentionSeconds), [604_800, 129_600, 5400, undefined]);
    assert.throws(() => loadConfig({ JAEGER_TTL: 'a week' }), /JAEGER_TTL/);
  });
});
