import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { observeEventLoop } from '../src/event-loop.ts';
import { createMetrics } from '../src/metrics.ts';
import { captureTelemetry } from '../src/testing/capture.ts';

const NAME = 'nodejs_eventloop_utilization_ratio';

describe('the utilisation of the event loop', () => {
  const metrics = createMetrics();
  observeEventLoop(metrics);
  const read = async () => {
    const found = await metrics.registry.getSingleMetric(NAME)?.get();
    return found?.values[0]?.value ?? Number.NaN;
  };

  it('covers the time since the last reading', async () => {
    // Measurement starts with the first iteration of the loop.
    await delay(1);
    await read();
    const until = performance.now() + 200;
    while (performance.now() < until);
    const busy = await read();
    await delay(200);
    const idle = await read();
    assert.ok(busy > 0.8 && busy <= 1, `busy: ${busy}`);
    assert.ok(idle >= 0 && idle < 0.5, `idle: ${idle}`);
  });

  it('is a number even when it is read twice at once', async () => {
    for (const value of await Promise.all([read(), read()])) assert.ok(value >= 0 && value <= 1, `${value}`);
  });

  it('is a metric of every service', async () => {
    const { sample } = captureTelemetry('user_svc');
    const value = await sample(NAME);
    assert.ok(value !== undefined && value >= 0 && value <= 1);
  });
});
