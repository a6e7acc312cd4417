import { attributesOf, nanoseconds, sendOtlp } from '../../otlp.ts';

const DAY_MS = 86_400_000;

/** Sends the Collector a sample of now and one of yesterday: Prometheus refuses a sample that is so old. */
export async function sendOldSample(otlp: string): Promise<void> {
  const pointAt = (ms: number) => ({ timeUnixNano: nanoseconds(ms), asDouble: 1 });
  const attributes = attributesOf({ 'service.name': 'triptych_drill' });
  const dataPoints = [pointAt(Date.now()), pointAt(Date.now() - DAY_MS)];
  const metrics = [{ name: 'triptych_drill_sample', gauge: { dataPoints } }];
  await sendOtlp(otlp, 'metrics', { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] });
}
