import { METRICS } from '@triptych/catalogue';
import { UserError } from '../errors.ts';
import { escapeRegex, queryRange, rangeUrl, type Series } from '../prometheus.ts';
import { soonAfter } from './collect.ts';
import { collectFirstLatency } from './collect-latency.ts';
import { extentOf } from './extent.ts';
import { latencyToJson } from './json.ts';
import { conversionOf, routeOf, spansLike } from './latency.ts';
import type { MetricsJson } from './metrics.ts';
import type { TraceReport } from './report.ts';
import { servicesOf } from './services.ts';
import { buildTree } from './tree.ts';

/** Enough time around a request to see what is usual, in milliseconds. */
const AROUND_MS = 5 * 60_000;
const MOST_POINTS = 150;
/** Services send their measurements every few seconds: a shorter step shows no more. */
const SHORTEST_STEP = 5;
const MOST_SERIES = 20;

interface Chart {
  readonly id: string;
  readonly title: string;
  readonly unit: 'ratio' | 'bytes' | 'count';
  readonly promql: string;
  /** Names a series from its labels. */
  readonly label: (labels: Readonly<Record<string, string>>) => string;
}

/** Names that the OpenTelemetry runtime instrumentations and Prometheus' clients give to the same measurement. */
const EVENT_LOOP = METRICS.eventLoopUtilization.name;
const MEMORY = [
  'process_resident_memory_bytes',
  'process_memory_usage_bytes',
  'jvm_memory_used_bytes',
  'go_memory_used_bytes',
];

function chartsOf(services: readonly string[]): Chart[] {
  const selected = `service_name=~${JSON.stringify(services.map(escapeRegex).join('|'))}`;
  const byService = (labels: Readonly<Record<string, string>>) => labels.service_name ?? '';
  const touches = (service: string) => services.includes(service);
  const every: Chart[] = [
    {
      id: 'event_loop',
      title: 'Event loop, busy',
      unit: 'ratio',
      promql: `max by (service_name) (${EVENT_LOOP}{${selected}})`,
      label: byService,
    },
    {
      id: 'memory',
      title: 'Memory',
      unit: 'bytes',
      promql: `sum by (service_name) ({__name__=~"${MEMORY.join('|')}", ${selected}})`,
      label: byService,
    },
  ];
  const converters: Chart = {
    id: 'converters',
    title: 'Converters of image_svc',
    unit: 'count',
    promql: `sum by (state) (${METRICS.poolConverters.name}) or sum by (state) (label_replace(${METRICS.poolQueued.name}, "state", "waiting pictures", "", ""))`,
    label: ({ state = '' }) => state,
  };
  const queue: Chart = {
    id: 'queue',
    title: 'Jobs in the queue',
    unit: 'count',
    promql: `max by (state) (${METRICS.jobsQueued.name})`,
    label: ({ state = '' }) => state,
  };
  return [...every, ...(touches('image_svc') ? [converters] : []), ...(touches('job_svc') ? [queue] : [])];
}

/**
 * Collects what the services of a request measured around it: distributions of its route and its conversion, and series
 * over time. What Prometheus does not answer becomes an entry of `missing`.
 */
export async function collectMetrics(prometheus: string, report: TraceReport, seconds?: number): Promise<MetricsJson> {
  const { spans, lines } = report;
  const { start, end } = extentOf(buildTree(spans, lines));
  const [from, until] = [new Date(start / 1000 - AROUND_MS), new Date(Math.min(Date.now(), end / 1000 + AROUND_MS))];
  const spanSeconds = (until.getTime() - from.getTime()) / 1000;
  const range = { start: from, end: until, stepSeconds: Math.max(SHORTEST_STEP, Math.ceil(spanSeconds / MOST_POINTS)) };
  const missing = new Set<string>();
  const attempt = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UserError || error instanceof SyntaxError)) throw error;
      missing.add(error.message);
      return undefined;
    }
  };

  const subjects = [[routeOf(spans, lines), spansLike(spans)], [conversionOf(spans, lines)]];
  const at = soonAfter(spans, lines);
  const [latencies, charts] = await Promise.all([
    Promise.all(subjects.map((either) => attempt(() => collectFirstLatency(prometheus, either, at, seconds)))),
    Promise.all(
      chartsOf(servicesOf(report)).map(async (chart) => {
        const series = await attempt(() => queryRange(prometheus, chart.promql, range, seconds));
        return { ...toChart(chart, series ?? []), url: rangeUrl(prometheus, chart.promql, range).href };
      }),
    ),
  ]);
  return {
    started_at_micros: start,
    ended_at_micros: end,
    distributions: latencies.flatMap((latency) => (latency ? [latencyToJson(latency)] : [])),
    charts: charts.filter(({ series }) => series.length > 0),
    missing: [...missing],
  };
}

/** The series of a chart, on one list of times; null where a series has no value. */
function toChart({ id, title, unit, promql, label }: Chart, found: readonly Series[]) {
  const shown = found.slice(0, MOST_SERIES);
  const times = [...new Set(shown.flatMap((series) => series.times))].sort((a, b) => a - b);
  const series = shown.map(({ labels, times: own, values }) => {
    const at = new Map(own.map((time, i) => [time, values[i]]));
    return { label: label(labels), values: times.map((time) => finite(at.get(time))) };
  });
  return { id, title, unit, promql, times, series: series.sort((a, b) => a.label.localeCompare(b.label)) };
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
