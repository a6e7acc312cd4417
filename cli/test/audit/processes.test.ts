import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { processesOf } from '../../src/audit/processes.ts';

const UPTIME = 'otelcol_process_uptime_seconds_total';
const START = 'process_start_time_seconds';

const read = (name: string, samples: readonly (readonly [number, number])[], until = 1060, failures: number[] = []) =>
  processesOf(
    { labels: { __name__: name }, times: samples.map(([time]) => time), values: samples.map(([, value]) => value) },
    failures,
    until,
  );

describe('the processes of an instance', () => {
  it('are one while its uptime grows', () => {
    const samples = [
      [1040, 30],
      [1050, 40],
      [1060, 50],
    ] as const;
    assert.deepEqual(read(UPTIME, samples), { starts: [1010], pauses: [] });
  });

  it('are two when its uptime falls: the pause is from its last sample to the new start', () => {
    const samples = [
      [1040, 300],
      [1060, 8],
    ] as const;
    assert.deepEqual(read(UPTIME, samples), { starts: [740, 1052], pauses: [{ from: 1040, to: 1052 }] });
  });

  it('are two when its start time changes', () => {
    const samples = [
      [1040, 500],
      [1060, 1045],
    ] as const;
    assert.deepEqual(read(START, samples), { starts: [500, 1045], pauses: [{ from: 1040, to: 1045 }] });
  });

  it('are still one after a time without samples', () => {
    const samples = [
      [1000, 500],
      [1060, 500],
    ] as const;
    assert.deepEqual(read(START, samples), { starts: [500], pauses: [] });
  });

  it('have ended at the first failed scrape after the last sample', () => {
    const samples = [
      [1010, 500],
      [1060, 1055],
    ] as const;
    assert.deepEqual(read(START, samples, 1060, [1005, 1020, 1030]).pauses, [{ from: 1010, to: 1020 }]);
  });

  it('have ended when there is no sample in the last 30 seconds', () => {
    assert.deepEqual(read(START, [[1030, 500]]).pauses, []);
    assert.deepEqual(read(START, [[1029, 500]]).pauses, [{ from: 1029, to: 1060 }]);
  });
});
