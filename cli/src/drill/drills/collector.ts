import { setTimeout as delay } from 'node:timers/promises';
import type { Drill } from '../drill.ts';
import { localMeans } from '../means.ts';
import { sendOldSample } from '../old-sample.ts';

/** The least that the Collector takes: one batch. */
const QUEUE_BYTES = 262_144;
/** A sender waits for room for ten seconds. */
const UNTIL_REFUSED_MS = 35_000;

export const queueFull: Drill = {
  name: 'queue-full',
  summary: 'Jaeger is stopped, and the Collector has little room for what is meant for it',
  expects: [
    { alert: 'CollectorQueueFilling', severity: 'page', service: 'otelcol' },
    { alert: 'CollectorQueueFull', severity: 'page', service: 'otelcol' },
    { alert: 'BackendDown', severity: 'ticket', service: 'jaeger' },
    // Until then it is told that the queue is full.
    { alert: 'CollectorRefusing', severity: 'ticket', service: 'otelcol', late: true },
  ],
  holds: ['everything'],
  where: 'local',
  async cause({ system, traffic, undo, afterwards, signal }) {
    const { restart } = localMeans(system);
    // It counts anew then, and what it has counted is still to be told of.
    afterwards.defer(() => restart('otelcol'));
    await restart('otelcol', { OTELCOL_QUEUE_BYTES: `${QUEUE_BYTES}` });
    undo.defer(() => system.start('jaeger'));
    await system.stop('jaeger');
    undo.defer(traffic.add(20, [{ kind: 'status', weight: 1 }]).end);
    await delay(UNTIL_REFUSED_MS, undefined, { signal });
  },
};

export const invalidData: Drill = {
  name: 'invalid-data',
  summary: 'a sample arrives that Prometheus takes for a day too old',
  expects: [{ alert: 'CollectorDropping', severity: 'ticket', service: 'otelcol' }],
  holds: ['otelcol'],
  where: 'local',
  async cause({ system, undo }) {
    const end = new AbortController();
    const url = `http://127.0.0.1:${localMeans(system).port('otelcol', 'otlp-http')}`;
    const sending = (async () => {
      while (!end.signal.aborted) {
        await sendOldSample(url);
        await delay(3000, undefined, { signal: end.signal }).catch(() => {});
      }
    })();
    undo.defer(async () => {
      end.abort();
      await sending;
    });
  },
};
