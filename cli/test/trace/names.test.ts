import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ATTRIBUTES, LOG_EVENTS, METRICS, SPANS } from '@triptych/telemetry/catalogue';
import { NAMES } from '../../src/trace/names.ts';

test('a trace is read by names that are emitted', () => {
  const emitted = new Set([
    ...Object.values(ATTRIBUTES),
    ...Object.values(SPANS),
    ...Object.values(METRICS).map(({ name }) => name),
    ...Object.keys(LOG_EVENTS),
  ]) as ReadonlySet<string>;
  assert.deepEqual(
    Object.values(NAMES).filter((name) => !emitted.has(name)),
    [],
  );
});
