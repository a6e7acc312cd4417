import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { telemetryFault } from '../src/telemetry.ts';

describe('the fault telemetry', () => {
  it('holds the given signals back until it ends', async () => {
    const { fault, gate } = telemetryFault();
    assert.equal(gate('traces'), undefined);
    const end = fault.start({ signals: ['traces', 'logs'] });
    const held = [gate('traces'), gate('logs')];
    assert.equal(gate('metrics'), undefined);
    assert.equal(await Promise.race([...held, Promise.resolve('still held')]), 'still held');
    end();
    await Promise.all(held);
    assert.equal(gate('traces'), undefined);
  });

  it('makes an export fail after the timeout, with an error that allows a retry', async () => {
    const { fault, gate } = telemetryFault(0.05);
    const end = fault.start({ signals: ['traces'] });
    await assert.rejects(gate('traces') ?? Promise.resolve(), { code: 4, message: /no answer within 0\.05 s/ });
    end();
  });
});
