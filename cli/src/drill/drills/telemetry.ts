import { untilDropping } from '../causes/dropped-spans.ts';
import { startFault } from '../causes/faults.ts';
import type { Drill } from '../drill.ts';

export const telemetrySilent: Drill = {
  name: 'telemetry-silent',
  summary: 'traces of user_svc, logs of job_svc and metrics of image_svc are not sent',
  expects: [
    { alert: 'TracesMissing', severity: 'ticket', service: 'user_svc' },
    { alert: 'LogsMissing', severity: 'ticket', service: 'job_svc' },
    { alert: 'MetricsMissing', severity: 'ticket', service: 'image_svc' },
  ],
  holds: ['user_svc', 'job_svc', 'image_svc', 'otelcol'],
  async cause(scene) {
    await startFault(scene, 'user_svc', { name: 'telemetry', signals: ['traces'] });
    await startFault(scene, 'job_svc', { name: 'telemetry', signals: ['logs'] });
    await startFault(scene, 'image_svc', { name: 'telemetry', signals: ['metrics'] });
  },
};

/** Each visit makes two spans, and a service has room for 16384. */
const FLOOD_RATE = 200;

export const collectorStopped: Drill = {
  name: 'collector-stopped',
  summary: 'the Collector is stopped while services have more to tell than they have room for',
  expects: [
    { alert: 'CollectorDown', severity: 'page', service: 'otelcol' },
    // Until then it is told that the Collector is away.
    { alert: 'TelemetryDropped', severity: 'ticket', service: 'user_svc', late: true },
  ],
  silences: ['MetricsMissing', 'TracesMissing', 'LogsMissing', 'TelemetryDropped'],
  holds: ['everything'],
  // In a cluster so many visits go through the API server, and take its last file descriptors.
  where: 'local',
  async cause({ system, traffic, undo, signal }) {
    undo.defer(() => system.start('otelcol'));
    await system.stop('otelcol');
    const flood = traffic.add(FLOOD_RATE, [{ kind: 'status', weight: 1 }]);
    undo.defer(flood.end);
    await untilDropping(system.url('user_svc'), signal);
    await flood.end();
  },
};
