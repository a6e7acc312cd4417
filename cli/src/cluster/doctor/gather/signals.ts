import { ENDPOINTS, type Endpoints } from '@triptych/client/endpoints';
import { requestJson } from '@triptych/client/http';
import { tracedServices } from '@triptych/client/jaeger';
import { query } from '@triptych/client/prometheus';
import { SERVICE_NAMES } from '@triptych/parts';
import type { FlowView, LokiView, PrometheusView, Reading, SignalsView } from '../snapshot.ts';
import { gatherForeign } from './foreign.ts';
import { read } from './read.ts';

const FLOWS = [
  { signal: 'traces', items: 'spans', backend: 'jaeger' },
  { signal: 'metrics', items: 'metric_points', backend: 'prometheus' },
  { signal: 'logs', items: 'log_records', backend: 'loki' },
] as const;

/** The flow of each signal through the Collector, and what the backends hold. */
export async function gatherSignals(endpoints: Partial<Endpoints>): Promise<SignalsView> {
  const [prometheus, loki, jaeger, foreign] = await Promise.all([
    askOf(endpoints, 'prometheus', gatherPrometheus),
    askOf(endpoints, 'loki', gatherLoki),
    askOf(endpoints, 'jaeger', gatherJaeger),
    askOf(endpoints, 'jaeger', (url) => gatherForeign(url, endpoints.loki)),
  ]);
  return { prometheus, loki, jaeger, foreign };
}

async function askOf<T>(
  endpoints: Partial<Endpoints>,
  key: 'prometheus' | 'loki' | 'jaeger',
  ask: (url: string) => Promise<T>,
): Promise<Reading<T>> {
  const url = endpoints[key];
  if (!url)
    return {
      unknown: `it is not in this release: set ${ENDPOINTS[key].variable} to the URL of one outside the release`,
    };
  const reading = await read(() => ask(url));
  return 'value' in reading ? reading : whyNot(reading.unknown);
}

/** Why a backend did not answer: the detail of the tunnel's reply, without the tunnel's URL, which means nothing to people. */
function whyNot(message: string): Reading<never> {
  const [, status, text = ''] = / answered (\d+): (.*)$/s.exec(message) ?? [];
  const right = /"right":"([^"]*)/.exec(text)?.[1];
  if (right) return { unknown: `you may not ${right}`, right };
  const detail = /"detail":"([^"]*)/.exec(text)?.[1] ?? `it answers ${status}`;
  return { unknown: status === undefined ? message : detail, wrong: true };
}

async function gatherPrometheus(url: string): Promise<PrometheusView> {
  const [series, flows, ages, unlabelled] = await Promise.all([
    countSeries(url),
    Promise.all(FLOWS.map((flow) => gatherFlow(url, flow))),
    query(url, 'time() - max by (service_name) (timestamp(process_resident_memory_bytes))'),
    query(url, `count(process_resident_memory_bytes{service_name="", job=~"(.*/)?(${SERVICE_NAMES.join('|')})"})`),
  ]);
  const sampleAges = ages.map(({ labels, value }) => ({ service: labels.service_name ?? '', seconds: value }));
  return { series, flows, sampleAges, unlabelled: unlabelled[0]?.value ?? 0 };
}

/** All series; those of the services where a store such as Mimir has no statistics. */
async function countSeries(url: string): Promise<number> {
  try {
    const path = '/api/v1/status/tsdb?limit=1';
    const { data } = await requestJson<{ data: { headStats: { numSeries: number } } }>(`${url}${path}`, 10);
    return data.headStats.numSeries;
  } catch {
    return (await query(url, 'count({__name__=~"http_server_.*|process_.*"})'))[0]?.value ?? 0;
  }
}

async function gatherFlow(url: string, { signal, items, backend }: (typeof FLOWS)[number]): Promise<FlowView> {
  const firstValue = async (promql: string) => (await query(url, promql))[0]?.value;
  const rate = (metric: string, selector = '') =>
    firstValue(`sum(rate(otelcol_${metric}_${items}_total${selector}[5m]))`);
  // The exporter to the backend, without the connectors between two pipelines.
  const exporter = `{exporter=~".*/${backend}.*"}`;
  const [accepted, refused, sent, failed, queuedBytes] = await Promise.all([
    // Jaeger is built on the Collector and has the same series.
    rate('receiver_accepted', '{service_name=~"otelcol.*"}'),
    firstValue(lastingRate(`otelcol_receiver_refused_${items}_total`)),
    rate('exporter_sent', exporter),
    rate('exporter_send_failed', exporter),
    firstValue(`sum(otelcol_exporter_queue_size${exporter})`),
  ]);
  return { signal, backend, accepted, refused, sent, failed, queuedBytes };
}

/**
 * The rate of a counter that grew in the last minute and in the third one before it. Senders try again what is refused while
 * a Collector starts.
 */
const lastingRate = (counter: string) => `sum(rate(${counter}[1m])) > 0 and sum(rate(${counter}[1m] offset 2m)) > 0`;

async function gatherLoki(url: string): Promise<LokiView> {
  const ask = <T>(path: string, parameters: Record<string, string>) =>
    requestJson<{ data: { result: T[] } }>(`${url}/loki/api/v1/${path}?${new URLSearchParams(parameters)}`, 10);
  const [count, unlabelled, newest] = await Promise.all([
    ask<{ value: [number, string] }>('query', { query: 'sum(count_over_time({service=~".+"}[5m]))' }),
    // Every Loki makes an index label service_name of the attribute service.name, unless its configuration says otherwise.
    ask<{ value: [number, string] }>('query', {
      query: `sum(count_over_time({service_name=~"${SERVICE_NAMES.join('|')}", service=""}[5m]))`,
    }),
    ask<{ values: [string, string][] }>('query_range', {
      ...{ query: '{service=~".+"}', direction: 'backward', limit: '1', since: '5m' },
      // The default end, now, would hide lines that a wrong clock has dated later.
      end: String(BigInt(Date.now() + 600_000) * 1_000_000n),
    }),
  ]);
  const nanoseconds = newest.data.result[0]?.values[0]?.[0];
  return {
    lines: Number(count.data.result[0]?.value[1] ?? 0),
    unlabelled: Number(unlabelled.data.result[0]?.value[1] ?? 0),
    newestAge: nanoseconds === undefined ? undefined : (Date.now() - Number(nanoseconds) / 1e6) / 1000,
  };
}

async function gatherJaeger(url: string): Promise<string[]> {
  return tracedServices(url, 10);
}
