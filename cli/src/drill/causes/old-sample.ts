import { sendJson } from '@triptych/client/http';
import { UserError } from '../../command.ts';

const DAY_MS = 86_400_000;

/** Sends the Collector a sample of now and one of yesterday: Prometheus refuses a sample that is so old. */
export async function sendOldSample(otlp: string): Promise<void> {
  const pointAt = (ms: number) => ({ timeUnixNano: `${BigInt(Math.round(ms)) * 1_000_000n}`, asDouble: 1 });
  const attributes = [{ key: 'service.name', value: { stringValue: 'triptych_drill' } }];
  const dataPoints = [pointAt(Date.now()), pointAt(Date.now() - DAY_MS)];
  const metrics = [{ name: 'triptych_drill_sample', gauge: { dataPoints } }];
  const reply = await sendJson(`${otlp}/v1/metrics`, 'POST', {
    resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }],
  });
  if (!reply.ok) throw new UserError(`the Collector refused a sample: ${reply.status} ${await reply.text()}`);
}
