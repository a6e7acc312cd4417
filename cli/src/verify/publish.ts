import { METRICS, type MetricDefinition } from '@triptych/catalogue';
import { headersIn } from '@triptych/client/endpoints';
import { sendHeaders } from '@triptych/client/http';
import { PARTS, VERIFY_SERVICE } from '@triptych/parts';
import { readOffset, UserError } from '../command.ts';
import { attributesOf, nanoseconds, sendOtlp } from '../otlp.ts';
import type { VerifyRun } from './schedule.ts';

const URL_VARIABLE = 'TRIPTYCH_OTLP_URL';
type Env = Readonly<Record<string, string | undefined>>;

/** The URL at which the Collector takes OTLP over HTTP: what the environment names, else that of the local stack. */
export function collectorUrl(portOffset: string | undefined, env: Env): string {
  const named = env[URL_VARIABLE]?.replace(/\/+$/, '');
  if (!named) return `http://127.0.0.1:${PARTS.otelcol.ports['otlp-http'] + readOffset(portOffset)}`;
  if (!/^https?:/.test(named) || !URL.canParse(named))
    throw new UserError(`${URL_VARIABLE} must be a URL such as http://collector:4318, not "${named}"`);
  sendHeaders(named, headersIn('TRIPTYCH_OTLP_HEADERS', env));
  return named;
}

type Gauges = readonly ReturnType<typeof gauge>[];

/** Sends gauges to the Collector. Throws a UserError when it does not take them. */
export async function publish(collector: string, metrics: Gauges, env: Env): Promise<void> {
  const resource = { attributes: attributesOf(resourceAttributes(env)) };
  await sendOtlp(collector, 'metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
}

/** The metrics of a run, in the JSON of OTLP. */
export function runMetrics({ verdicts, seconds, endedAt }: VerifyRun): Gauges {
  const links = verdicts.flatMap(({ link, ok }) => (link ? [{ value: ok ? 1 : 0, labels: { link } }] : []));
  return [
    gauge(METRICS.verifyLink, endedAt, links),
    gauge(METRICS.verifyDuration, endedAt, [{ value: seconds }]),
    gauge(METRICS.verifyLastRun, endedAt, [{ value: endedAt.getTime() / 1000 }]),
  ];
}

/** What says that no further run will come, because somebody ended the schedule: its silence is no fault. */
export const endMetrics = (at: Date): Gauges => [gauge(METRICS.verifyLastRun, at, [{ value: 0 }])];

function gauge({ name, help }: MetricDefinition, at: Date, points: readonly Point[]) {
  const timeUnixNano = nanoseconds(at.getTime());
  const dataPoints = points.map(({ value, labels = {} }) => ({
    timeUnixNano,
    asDouble: value,
    attributes: attributesOf(labels),
  }));
  return { name, description: help, gauge: { dataPoints } };
}

interface Point {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What OTEL_RESOURCE_ATTRIBUTES says about this process, under the name of the schedule. */
function resourceAttributes({ OTEL_RESOURCE_ATTRIBUTES: given = '' }: Env): Record<string, string> {
  const pairs = given.split(',').flatMap((pair) => {
    const [, key, value] = /^\s*([^=]+)=(.*?)\s*$/.exec(pair) ?? [];
    return key && value !== undefined ? [[key, value] as const] : [];
  });
  return { ...Object.fromEntries(pairs), 'service.name': VERIFY_SERVICE, 'service.namespace': 'triptych' };
}
