import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from '../../src/command.ts';
import { readConcurrency, readDuration, readMix, readRate } from '../../src/load/options.ts';

const refuses = (read: (text: string) => unknown, ...texts: string[]) => {
  for (const text of texts) assert.throws(() => read(text), UsageError, text);
};

describe('the options of a load', () => {
  it('take rates in seconds and minutes, within bounds', () => {
    assert.deepEqual(['2', '100/s', '90/m', '0.5'].map(readRate), [2, 100, 1.5, 0.5]);
    refuses(readRate, '0', '-1', '501', 'fast', '1/h', '', 'Infinity', '1e3');
  });

  it('take durations in seconds and minutes, and no endless one', () => {
    assert.deepEqual(['30', '30s', '5m', '0.5'].map(readDuration), [30, 30, 300, 0.5]);
    refuses(readDuration, '0', '61m', '3601', 'Infinity', 'forever', '');
  });

  it('take a whole number of visits at a time', () => {
    assert.equal(readConcurrency('64'), 64);
    refuses(readConcurrency, '0', '257', '1.5', 'many');
  });

  it('take kinds with weights, and leave out those with weight 0', () => {
    assert.deepEqual(readMix('jpeg:5, png:2,avif,bad:0'), [
      { kind: 'jpeg', weight: 5 },
      { kind: 'png', weight: 2 },
      { kind: 'avif', weight: 1 },
    ]);
    refuses(readMix, '', 'gif:1', 'jpeg:-1', 'jpeg:1,jpeg:2', 'jpeg:0', 'jpeg=5');
  });
});
