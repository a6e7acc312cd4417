import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '@triptych/contracts';
import { Type } from 'typebox';
import { defineFault } from '../src/fault.ts';
import { createRegistry } from '../src/registry.ts';

/** A registry of two faults that record their starts and ends. */
function registry() {
  const log: string[] = [];
  const fault = (name: string) =>
    defineFault({
      name,
      summary: name,
      options: { size: Type.Integer() },
      start({ size }) {
        log.push(`${name} starts with ${size}`);
        return () => log.push(`${name} ends`);
      },
    });
  return { faults: createRegistry([fault('one'), fault('two')]), log };
}

describe('faults', () => {
  it('are active from their start to their end', () => {
    const { faults, log } = registry();
    assert.deepEqual(faults.active(), []);
    assert.deepEqual(faults.start('one', { size: 1 }, 60), { name: 'one', options: { size: 1 }, secondsLeft: 60 });
    faults.start('two', { size: 2 }, 10);
    assert.deepEqual(faults.active(), [
      { name: 'one', options: { size: 1 }, secondsLeft: 60 },
      { name: 'two', options: { size: 2 }, secondsLeft: 10 },
    ]);
    faults.end('one');
    assert.deepEqual(
      faults.active().map(({ name }) => name),
      ['two'],
    );
    faults.end();
    assert.deepEqual(faults.active(), []);
    assert.deepEqual(log, ['one starts with 1', 'two starts with 2', 'one ends', 'two ends']);
  });

  it('end by themselves', async () => {
    const { faults, log } = registry();
    faults.start('one', { size: 1 }, 0.05);
    await delay(100);
    assert.deepEqual(faults.active(), []);
    assert.deepEqual(log, ['one starts with 1', 'one ends']);
  });

  it('replace an active fault of the same name, with a new duration', async () => {
    const { faults, log } = registry();
    faults.start('one', { size: 1 }, 0.05);
    faults.start('one', { size: 2 }, 60);
    await delay(100);
    assert.deepEqual(log, ['one starts with 1', 'one ends', 'one starts with 2']);
    faults.end('one');
  });

  it('can be ended when they are not active', () => {
    const { faults, log } = registry();
    faults.end('one');
    faults.end();
    assert.deepEqual(log, []);
  });

  it('with an unknown name are a problem that lists the known names', () => {
    const { faults } = registry();
    for (const use of [() => faults.start('three', {}, 1), () => faults.end('three'), () => faults.find('three')])
      assert.throws(use, (error: ProblemError) => {
        assert.ok(error instanceof ProblemError);
        assert.deepEqual([error.status, error.code], [404, 'fault_unknown']);
        assert.match(error.message, /three; there are one, two/);
        return true;
      });
  });
});
