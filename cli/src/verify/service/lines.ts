import type { Endpoints } from '@triptych/client/endpoints';
import { findTrace } from '@triptych/client/jaeger';
import { findLines } from '@triptych/client/loki';
import { toLine } from '@triptych/client/request/line';
import { plural } from '@triptych/terminal';
import type { Check } from '../checks.ts';
import { quoted } from './quoted.ts';
import { readRecent, WINDOW, windowStart } from './recent.ts';

/** As many lines are tried: where traces are sampled, most open none. */
const MOST_TRIED = 20;
const WITHIN_SPANS =
  'write lines within a span, and through a logger that adds its ids: in Python with ' +
  'OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED=true, in Go with otelslog and the methods that take a context, ' +
  'such as InfoContext';

/** Loki has recent lines of the service. */
export function linesCheck({ loki }: Endpoints, service: string): Check {
  const asked = `{service=${quoted(service)}}`;
  return {
    title: 'its log lines arrive',
    async run() {
      const lines = await findLines(loki, asked, windowStart());
      if (lines.length > 0) return { ok: true, asked, got: plural(lines.length, 'line') };
      // An index label that every Loki makes of service.name.
      const unlabelled = await findLines(loki, `{service_name=${quoted(service)}, service=""}`, windowStart());
      return unlabelled.length > 0
        ? {
            ok: false,
            asked,
            got: `${plural(unlabelled.length, 'line')} without the index label "service"`,
            advice: 'make "service" an index label of Loki: docs/staging.md#backends-outside-of-the-release',
          }
        : {
            ok: false,
            asked,
            got: `no line in ${WINDOW}`,
            advice:
              'set OTEL_LOGS_EXPORTER=otlp, and connect its logger with OpenTelemetry: in Python ' +
              'OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED=true, in Go otelslog, in Java the agent does it',
          };
    },
  };
}

/** The trace id in a line opens a trace that has the span in which it was written. */
export function lineOpensTraceCheck({ loki, jaeger }: Endpoints, service: string): Check {
  const asked = `{service=${quoted(service)}} → trace_id → Jaeger`;
  return {
    title: 'the trace id in a log line opens its trace',
    async run() {
      const lines = (await findLines(loki, `{service=${quoted(service)}}`, windowStart())).map(toLine);
      const linked = lines.filter(({ traceId, spanId }) => traceId && spanId);
      if (linked.length === 0) {
        const got = lines.length === 0 ? 'no line' : `none of ${plural(lines.length, 'line')} has a trace id`;
        return { ok: false, asked, got, advice: WITHIN_SPANS };
      }
      for (const { traceId = '', spanId } of linked.slice(-MOST_TRIED).reverse()) {
        const span = (await findTrace(jaeger, traceId)).find(({ id }) => id === spanId);
        if (span) return { ok: true, asked, got: `it was written in span "${span.name}" of ${span.service}` };
      }
      return {
        ok: false,
        asked,
        got: `Jaeger has none of the spans of its last ${plural(Math.min(linked.length, MOST_TRIED), 'line')}`,
        advice: 'let it send all its spans, also the parents: OTEL_TRACES_SAMPLER=parentbased_always_on',
      };
    },
  };
}

/** A recent trace of the service finds lines of the service, as Grafana looks for them. */
export function traceFindsLinesCheck({ loki, jaeger }: Endpoints, service: string): Check {
  return {
    title: 'a trace finds its log lines',
    async run() {
      const { traces } = await readRecent(jaeger, service);
      const ids = traces.map(({ traceId }) => traceId).join('|');
      const asked = `{service=~".+"} | trace_id=~${quoted(ids)}`;
      if (traces.length === 0) return { ok: false, asked, got: 'no trace' };
      const lines = await findLines(loki, asked, windowStart());
      const own = lines.filter(({ labels }) => labels.service === service);
      const got = `${plural(own.length, 'line')} of it in ${plural(traces.length, 'trace')}`;
      return own.length > 0 ? { ok: true, asked, got } : { ok: false, asked, got, advice: WITHIN_SPANS };
    },
  };
}
