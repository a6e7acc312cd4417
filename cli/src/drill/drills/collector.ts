import { setTimeout as delay } from 'node:timers/promises';
import { sendOldSample } from '../causes/old-sample.ts';
import { repeat } from '../causes/repeat.ts';
import { localControls } from '../controls.ts';
import type { Drill } from '../drill.ts';

/** The smallest queue that the Collector accepts: one batch. */
const QUEUE_BYTES = 262_144;
/** Spans fill the queue, and a sender waits ten seconds for room before it is refused. */
const UNTIL_REFUSED_MS = 35_000;

export const queueFull: Drill = {
  name: 'queue-full',
  summary: 'Jaeger is stopped, and the queue of the Collector for it is small',
  expects: [
    { alert: 'CollectorQueueFilling', severity: 'page', service: 'otelcol' },
    { alert: 'CollectorQueueFull', severity: 'page', service: 'otelcol' },
    { alert: 'BackendDown', severity: 'ticket', service: 'jaeger' },
    // Inhibited by CollectorQueueFull during the fault.
    { alert: 'CollectorRefusing', severity: 'ticket', service: 'otelcol', late: true },
  ],
  holds: ['everything'],
  where: 'local',
  async cause({ system, visitors, undo, afterwards, signal }) {
    const { restart } = localControls(system);
    // Not in `undo`: a restart resets the counters, and the late alert still needs them.
    afterwards.defer(() => restart('otelcol'));
    await restart('otelcol', { OTELCOL_QUEUE_BYTES: `${QUEUE_BYTES}` });
    undo.defer(() => system.start('jaeger'));
    await system.stop('jaeger');
    undo.defer(visitors.add(20, [{ kind: 'status', weight: 1 }]).end);
    await delay(UNTIL_REFUSED_MS, undefined, { signal });
  },
};

export const invalidData: Drill = {
  name: 'invalid-data',
  summary: 'a sample arrives that is a day too old for Prometheus',
  expects: [{ alert: 'CollectorDropping', severity: 'ticket', service: 'otelcol' }],
  holds: ['otelcol'],
  async cause({ system, undo }) {
    undo.defer(repeat(() => sendOldSample(system.otlp), 3000));
  },
};
