// A process with telemetry. The message N makes it emit N spans, lines and measurements; "stop" stops it within
// SHUTDOWN_MILLIS. A gate holds the signals in HELD back until the message "open".
import { METRICS } from '@triptych/catalogue';
import { startTelemetry } from '../../src/start.ts';

const held = process.env.HELD?.split(',') ?? [];
const opened = Promise.withResolvers<void>();
const telemetry = startTelemetry({
  service: 'user_svc',
  version: '1.2.3',
  logLevel: process.env.LEVEL ?? 'info',
  metricsIntervalMillis: 200,
  shutdownMillis: Number(process.env.SHUTDOWN_MILLIS ?? 10_000),
  gate: (signal) => (held.includes(signal) ? opened.promise : undefined),
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

async function bySignal(metric: string): Promise<Record<string, number>> {
  const all = await telemetry.metrics.registry.getMetricsAsJSON();
  const values = all.find(({ name }) => name.startsWith(metric))?.values ?? [];
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.signal), value]));
}

process.on('message', async (order: number | 'open' | 'stop') => {
  if (order === 'open') opened.resolve();
  else if (order !== 'stop') emit(order);
  else await stop();
});
process.once('disconnect', () => process.exit(1));

async function stop(): Promise<void> {
  const started = performance.now();
  await telemetry.shutdown();
  const seconds = (performance.now() - started) / 1000;
  const report = { seconds, sent: await bySignal('telemetry_sent'), dropped: await bySignal('telemetry_dropped') };
  process.send?.(report, () => process.exit(0));
}
