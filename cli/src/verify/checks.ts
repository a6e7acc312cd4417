import type { VerifyLink } from '@triptych/catalogue';
import type { Endpoints } from '@triptych/client/endpoints';
import { findTrace, traceUrl } from '@triptych/client/jaeger';
import { findLines } from '@triptych/client/loki';
import { type Exemplar, query, type Sample } from '@triptych/client/prometheus';
import type { Conversion } from '@triptych/contracts';
import { plural } from '@triptych/terminal';
import { newestExemplar, opensTrace } from './exemplar.ts';
import { growth } from './growth.ts';
import { CALLS, firstBreak, SERVICES } from './lineage.ts';

/** What a check asked, what it got, and whether that is as expected. */
export interface Answer {
  readonly ok: boolean;
  readonly asked: string;
  readonly got: string;
  /** What to do about it. */
  readonly advice?: string | undefined;
}

export interface Check {
  /** Its label in `triptych_verify_link`; none where no schedule makes it. */
  readonly link?: VerifyLink;
  readonly title: string;
  run(): Promise<Answer>;
}

interface Count extends Pick<Check, 'title'> {
  readonly link: VerifyLink;
  readonly promql: string;
}

/** The counters that a conversion must raise: calls in the service graph, spans and requests of each service. */
const COUNTS: readonly Count[] = [
  ...CALLS.map(([client, server]) => ({
    link: `service_graph_${client}_${server}` as VerifyLink,
    title: `service graph: ${client} → ${server}`,
    promql: `traces_service_graph_request_total{client="${client}", server="${server}"}`,
  })),
  ...SERVICES.flatMap((service): Count[] => [
    {
      link: `span_metrics_calls_${service}`,
      title: `span metrics of ${service}: rate and errors`,
      promql: `traces_span_metrics_calls_total{service_name="${service}", span_kind="SPAN_KIND_SERVER"}`,
    },
    {
      link: `span_metrics_duration_${service}`,
      title: `span metrics of ${service}: duration`,
      promql: `traces_span_metrics_duration_seconds_count{service_name="${service}", span_kind="SPAN_KIND_SERVER"}`,
    },
    {
      link: `request_metrics_${service}`,
      title: `request metrics of ${service}`,
      promql: `http_server_request_duration_seconds_count{service_name="${service}"}`,
    },
  ]),
];

export type Baseline = ReadonlyMap<string, readonly Sample[]>;

/** The counters before the conversion; empty where Prometheus has no series, or does not answer. */
export async function readBaseline({ prometheus }: Endpoints): Promise<Baseline> {
  const entries = COUNTS.map(async ({ promql }) => {
    return [promql, await query(prometheus, promql).catch(() => [])] as const;
  });
  return new Map(await Promise.all(entries));
}

/**
 * The checks of one finished conversion: each link between its signals, on the live backends. Its first span is a child of
 * `callerSpanId`.
 */
export function linkChecks(
  endpoints: Endpoints,
  conversion: Conversion,
  baseline: Baseline,
  callerSpanId: string,
): Check[] {
  const { request_id: requestId, trace_id: traceId = '' } = conversion;
  const since = new Date(Date.parse(conversion.created_at) - 60_000);
  return [
    traceCheck(endpoints, traceId, callerSpanId),
    ...SERVICES.map((service) =>
      linesCheck(endpoints, since, {
        link: `log_lines_by_request_id_${service}`,
        title: `logs of ${service} by request id`,
        logql: `{service="${service}"} | json | request_id="${requestId}"`,
      }),
    ),
    ...SERVICES.map((service) =>
      linesCheck(endpoints, since, {
        link: `log_lines_by_trace_id_${service}`,
        title: `logs of ${service} by trace id`,
        logql: `{service="${service}"} | trace_id="${traceId}"`,
      }),
    ),
    lineOpensTraceCheck(endpoints, since, requestId),
    exemplarCheck(endpoints, new Date(conversion.created_at)),
    ...COUNTS.map((count) => countCheck(endpoints, count, baseline.get(count.promql) ?? [])),
  ];
}

function traceCheck({ jaeger }: Endpoints, traceId: string, callerSpanId: string): Check {
  return {
    link: 'trace',
    title: 'one trace through all three services, with the right parents',
    async run() {
      const spans = await findTrace(jaeger, traceId);
      const missing = firstBreak(spans, callerSpanId);
      const counts = SERVICES.map((name) => `${spans.filter(({ service }) => service === name).length} of ${name}`);
      const what = `${spans.length} spans: ${counts.join(', ')}`;
      const got = missing
        ? `${what}; the ${missing.kind} span "${missing.name}" of ${missing.service} is missing or has another parent`
        : what;
      return { ok: !missing, asked: traceUrl(jaeger, traceId), got };
    },
  };
}

function linesCheck(
  { loki }: Endpoints,
  since: Date,
  { link, title, logql }: { readonly link: VerifyLink; readonly title: string; readonly logql: string },
): Check {
  return {
    link,
    title,
    async run() {
      const lines = await findLines(loki, logql, since);
      if (lines.length > 0) return { ok: true, asked: logql, got: plural(lines.length, 'line') };
      // An index label that every Loki makes of service.name.
      const unlabelled = await findLines(loki, '{service_name=~".+_svc", service=""}', since);
      const why =
        unlabelled.length > 0
          ? '; lines have no index label "service": see docs/staging.md#backends-outside-of-the-release'
          : '';
      return { ok: false, asked: logql, got: `no line${why}` };
    },
  };
}

function lineOpensTraceCheck({ loki, jaeger }: Endpoints, since: Date, requestId: string): Check {
  const asked = `{service="image_svc"} | json | request_id="${requestId}" → trace_id → Jaeger`;
  return {
    link: 'log_line_trace',
    title: 'the trace id in a log line opens its trace',
    async run() {
      const [line] = await findLines(loki, `{service="image_svc"} | json | request_id="${requestId}"`, since);
      if (!line) return { ok: false, asked, got: 'no line' };
      const { metadata } = JSON.parse(line.text) as { metadata: { trace_id?: string; span_id?: string } };
      const spans = await findTrace(jaeger, metadata.trace_id ?? '');
      const span = spans.find(({ id }) => id === metadata.span_id);
      if (!span) return { ok: false, asked, got: `trace ${metadata.trace_id} has no span ${metadata.span_id}` };
      return { ok: true, asked, got: `it was written in span "${span.name}" of ${span.service}` };
    },
  };
}

function exemplarCheck({ prometheus, jaeger }: Endpoints, since: Date): Check {
  const selector = 'image_svc_conversion_duration_seconds_bucket';
  const asked = `exemplars of ${selector} → Jaeger`;
  let last: Exemplar | undefined;
  return {
    link: 'exemplar_trace',
    title: 'the newest exemplar of the conversion histogram opens its trace',
    async run() {
      // The same one each time: a sampling Collector holds traces back for longer than it takes to get newer exemplars.
      last ??= await newestExemplar(prometheus, selector, since);
      if (!last)
        return { ok: false, asked, got: 'no exemplar; Prometheus keeps them with --enable-feature=exemplar-storage' };
      return { asked, ...(await opensTrace(jaeger, last)) };
    },
  };
}

function countCheck({ prometheus }: Endpoints, { link, title, promql }: Count, before: readonly Sample[]): Check {
  return {
    link,
    title,
    async run() {
      const after = await query(prometheus, promql);
      const grown = growth(before, after);
      const got = after.length === 0 ? 'no series' : `${grown} more in ${after.length} series`;
      return { ok: grown > 0, asked: promql, got };
    },
  };
}
