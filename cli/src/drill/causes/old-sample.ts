import { request } from '@triptych/client/http';
import { UserError } from '../../command.ts';

const DAY_MS = 86_400_000;

/** Sends the Collector a sample of yesterday, behind one of now: Prometheus refuses what is that old for good. */
export async function sendOldSample(otlp: string): Promise<void> {
  const pointAt = (ms: number) => ({ timeUnixNano: `${BigInt(Math.round(ms)) * 1_000_000n}`, asDouble: 1 });
  const attributes = [{ key: 'service.name', value: { stringValue: 'triptych_drill' } }];
  const dataPoints = [pointAt(Date.now()), pointAt(Date.now() - DAY_MS)];
  const metrics = [{ name: 'triptych_drill_sample', gauge: { dataPoints } }];
  const reply = await request(`${otlp}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] }),
  });
  if (!reply.ok) throw new UserError(`the Collector does not take a sample: ${reply.status} ${await reply.text()}`);
}
