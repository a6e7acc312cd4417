// A process with telemetry: emits as many spans, lines and counts as it is told to, and stops when it is told to,
// within the milliseconds of SHUTDOWN_MILLIS.
import { METRICS } from '../../src/catalogue.ts';
import { startTelemetry } from '../../src/start.ts';

const telemetry = startTelemetry({
  service: 'user_svc',
  version: '1.2.3',
  logLevel: 'info',
  metricsIntervalMillis: 200,
  shutdownMillis: Number(process.env.SHUTDOWN_MILLIS ?? 10_000),
});
const counter = telemetry.metrics.counter(METRICS.jobAttempts);
const histogram = telemetry.metrics.histogram(METRICS.jobDuration);

function emit(count: number): void {
  for (let i = 0; i < count; i += 1) {
    telemetry.tracer.startActiveSpan(`span ${i}`, (span) => {
      telemetry.logger.info({ i }, 'job created');
      counter.add({ outcome: 'succeeded' });
      histogram.observe({ outcome: 'succeeded' }, 0.1);
      span.end();
    });
  }
}

async function dropped(): Promise<Record<string, number>> {
  const all = await telemetry.metrics.registry.getMetricsAsJSON();
  const values = all.find(({ name }) => name.startsWith('telemetry_dropped'))?.values ?? [];
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.signal), value]));
}

process.on('message', async (order: number | 'stop') => {
  if (order !== 'stop') {
    emit(order);
    return;
  }
  const started = performance.now();
  await telemetry.shutdown();
  const report = { seconds: (performance.now() - started) / 1000, dropped: await dropped() };
  process.send?.(report, () => process.exit(0));
});
process.once('disconnect', () => process.exit(1));
