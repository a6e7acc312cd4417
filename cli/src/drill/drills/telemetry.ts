import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { untilSpansAreDropped } from '../causes/dropped-spans.ts';
import { startFault } from '../causes/faults.ts';
import type { Drill } from '../drill.ts';

export const telemetrySilent: Drill = {
  name: 'telemetry-silent',
  summary: 'user_svc sends no traces, job_svc no logs and image_svc no metrics',
  expects: [
    { alert: 'TracesMissing', severity: 'ticket', service: 'user_svc' },
    { alert: 'LogsMissing', severity: 'ticket', service: 'job_svc' },
    { alert: 'MetricsMissing', severity: 'ticket', service: 'image_svc' },
  ],
  holds: [...CONVERSION_SERVICE_NAMES, 'otelcol'],
  async cause(context) {
    await startFault(context, 'user_svc', { name: 'telemetry', signals: ['traces'] });
    await startFault(context, 'job_svc', { name: 'telemetry', signals: ['logs'] });
    await startFault(context, 'image_svc', { name: 'telemetry', signals: ['metrics'] });
  },
};

/** Each visit makes two spans, and a service queues 16384. */
const FLOOD_RATE = 200;

export const collectorStopped: Drill = {
  name: 'collector-stopped',
  summary: 'the Collector is stopped until the queues of services for telemetry are full',
  expects: [
    { alert: 'CollectorDown', severity: 'page', service: 'otelcol' },
    // Inhibited by CollectorDown during the fault.
    { alert: 'TelemetryDropped', severity: 'ticket', service: 'user_svc', late: true },
  ],
  inhibits: ['MetricsMissing', 'TracesMissing', 'LogsMissing', 'TelemetryDropped'],
  holds: ['everything'],
  // In a cluster so many visits go through the API server, and use up its file descriptors.
  where: 'local',
  async cause({ system, visitors, undo, signal }) {
    undo.defer(() => system.start('otelcol'));
    await system.stop('otelcol');
    const flood = visitors.add(FLOOD_RATE, [{ kind: 'status', weight: 1 }]);
    undo.defer(flood.end);
    await untilSpansAreDropped(system.url('user_svc'), signal);
    await flood.end();
  },
};
