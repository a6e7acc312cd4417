import { sum } from './balance.ts';
import type { Curve } from './curve.ts';
import type { Count, Hop, Signal } from './ledger.ts';
import type { Pause } from './processes.ts';
import type { Labels, Readings } from './readings.ts';

/** How each signal is called in the names of counters, and where the Collector sends it. */
export const NAMED = {
  traces: { items: 'spans', exporter: 'otlp_http/jaeger' },
  logs: { items: 'log_records', exporter: 'otlp_http/loki' },
  metrics: { items: 'metric_points', exporter: 'otlp_http/prometheus' },
} as const satisfies Record<Signal, { items: string; exporter: string }>;

const COLLECTOR = { service_name: 'otelcol' };
const GATEWAY = { service_name: 'otelcol_gateway' };

/** The sum of two counts. */
function plus(a: Count, b: Count): Count {
  return { items: a.items + b.items, moving: a.moving + b.moving, lacks: a.lacks + b.lacks };
}

/** From the end of a span, or the writing of a line, to the Collector's answer. */
export function withinServices(readings: Readings, signal: Signal): Hop {
  const queue = readings.level('telemetry_queue_size', { signal });
  const dropped = readings.count('telemetry_dropped_total', { signal }).items;
  return {
    from: 'services made',
    to: 'services sent',
    in: readings.count('telemetry_ended_total', { signal }),
    // What a process held when it was last heard of, it may have sent or lost: its receivers know.
    out: readings.count('telemetry_sent_total', { signal }, queue.ended),
    dropped: dropped > 0 ? { 'by services': dropped } : {},
    waiting: { 'in services': { items: queue.end - queue.begin } },
  };
}

/** From the services to the receivers of the Collector, through the gateway where there is one. */
export function toCollector(readings: Readings, signal: Signal, last: Hop): Hop[] {
  const receivers = [
    ...(readings.knows('otelcol_gateway') ? [{ to: 'gateway accepted', ...accepted(readings, signal, GATEWAY) }] : []),
    { to: 'Collector accepted', ...accepted(readings, signal, COLLECTOR) },
  ];
  let { to: from, out: into } = last;
  return receivers.map(({ to, out, refused }) => {
    const hop = { from, to, in: into, out, refused, dropped: {}, waiting: {} };
    [from, into] = [to, out];
    return hop;
  });
}

/** What receivers took, and what they refused, which the senders keep. */
export function accepted(readings: Readings, signal: Signal, of: Labels = COLLECTOR) {
  const { items } = NAMED[signal];
  const refusals = {
    refused: readings.count(`otelcol_receiver_refused_${items}_total`, of).items,
    failed: readings.count(`otelcol_receiver_failed_${items}_total`, of).items,
  };
  const out = readings.count(`otelcol_receiver_accepted_${items}_total`, of, lacking(readings, of));
  return { out, refused: Object.fromEntries(Object.entries(refusals).filter(([, count]) => count > 0)) };
}

/** Through processors and the queue to the backend's answer. */
export function throughCollector(readings: Readings, signal: Signal): Hop {
  const { items, exporter } = NAMED[signal];
  const of = { ...COLLECTOR, exporter };
  const { out: received } = accepted(readings, signal);
  const own = signal === 'metrics' ? madeFromSpans(readings) : undefined;
  const bytes = readings.level('otelcol_exporter_queue_size', of);
  const hop: Hop = {
    from: own ? 'Collector accepted, and made from spans' : 'Collector accepted',
    to: 'Collector sent',
    in: own ? plus(received, own) : received,
    out: readings.count(`otelcol_exporter_sent_${items}_total`, of, lacking(readings, COLLECTOR)),
    dropped: refusedForGood(readings, `otelcol_exporter_send_failed_${items}_total`, of),
    waiting: { 'in the queue of the Collector': { bytes: bytes.end } },
  };
  return signal === 'traces' && isSampling(readings) ? withSampling(readings, hop) : hop;
}

/** Data points that the connectors span_metrics and service_graph make. */
function madeFromSpans(readings: Readings): Count {
  return readings.count(
    'otelcol_processor_incoming_items_total',
    { ...COLLECTOR, processor: 'resource/counted_here', otel_signal: 'metrics' },
    lacking(readings, COLLECTOR),
  );
}

function refusedForGood(readings: Readings, counter: string, of: Labels): Record<string, number> {
  const byType = readings.by('error_type', counter, of);
  return Object.fromEntries(Object.entries(byType).map(([type, count]) => [`by the backend: ${type}`, count]));
}

/** Whether the Collector keeps a part of the traces. */
export function isSampling(readings: Readings): boolean {
  return readings.count(TRACES_DECIDED, COLLECTOR).items > 0;
}

/** Traces that the policies kept, and all that they decided on. */
export function tracesKept(readings: Readings): { kept: number; all: number } {
  const kept = readings.count(TRACES_DECIDED, { ...COLLECTOR, sampled: 'true' }).items;
  return { kept, all: readings.count(TRACES_DECIDED, COLLECTOR).items };
}

const TRACES_DECIDED = 'otelcol_processor_tail_sampling_global_count_traces_sampled_total';

/**
 * After tail_sampling a queue that is full, or cannot be written, has no sender to refuse to: what it does not take is
 * lost. Before, its sender keeps it.
 */
function withSampling(readings: Readings, hop: Hop): Hop {
  const unqueued = readings.count('otelcol_exporter_enqueue_failed_spans_total', {
    ...COLLECTOR,
    exporter: NAMED.traces.exporter,
  }).items;
  const dropped = { ...hop.dropped, ...(unqueued > 0 && { 'not queued': unqueued }) };
  return { ...hop, dropped, sampled: Math.max(0, hop.in.items - hop.out.items - sum(dropped)) };
}

/** Without its last counts a Collector has no known count: it reports to itself, so it cannot report its end. */
function lacking(readings: Readings, { service_name: service = '' }: Labels): number {
  return readings.pausesOf(service).length > 0 ? Number.POSITIVE_INFINITY : 0;
}

/** From the Collector to the counters of the backend, which Prometheus scrapes. */
export function toBackend(readings: Readings, signal: 'traces' | 'logs'): Hop[] {
  const { items, exporter } = NAMED[signal];
  const handedOn = readings.curve(`otelcol_exporter_sent_${items}_total`, { ...COLLECTOR, exporter });
  const backend = signal === 'traces' ? 'jaeger' : 'loki';
  const lacks = lostWith(readings, backend, handedOn);
  const received =
    signal === 'traces'
      ? readings.count('otelcol_receiver_accepted_spans_total', { service_name: backend }, lacks)
      : readings.count('loki_distributor_lines_received_total', { service_name: backend }, lacks);
  const hop: Hop = {
    from: 'Collector sent',
    to: signal === 'traces' ? 'Jaeger received' : 'Loki received',
    in: readings.countOf(handedOn, lacking(readings, COLLECTOR)),
    out: received,
    dropped: {},
    waiting: {},
  };
  if (signal === 'logs') return [hop];
  const stored = readings.count('otelcol_exporter_sent_spans_total', { service_name: backend }, lacks);
  return [hop, { from: hop.to, to: 'Jaeger stored', in: received, out: stored, dropped: {}, waiting: {} }];
}

/**
 * The most that the counters of a backend lack after its process has ended: what the Collector sent from their last
 * scrape to the first sign of its end.
 */
function lostWith(readings: Readings, backend: string, handedOn: Curve): number {
  const unheard = readings.pausesOf('otelcol');
  return readings.pausesOf(backend).reduce((all, pause) => {
    const from = Math.max(readings.range.from, handedOn.around(pause.from).before);
    const to = handedOn.around(pause.to).after;
    return unheard.some((other) => isUnheard(other, { from, to }))
      ? Number.POSITIVE_INFINITY
      : all + handedOn.between(from, to);
  }, 0);
}

/**
 * The Collector's counters take their times one after another, so those of one report differ by milliseconds. Reports are
 * 10 seconds apart.
 */
const REPORT_SECONDS = 1;

/** Whether the Collector was unheard of between two of its reports. */
const isUnheard = (pause: Pause, { from, to }: Pause) => pause.from + REPORT_SECONDS < to && from < pause.to;
