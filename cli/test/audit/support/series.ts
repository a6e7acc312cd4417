import type { Series } from '@triptych/client/prometheus';
import { Readings } from '../../../src/audit/readings.ts';

/** The range of these tests, in seconds: nothing moves within 30 s of its ends. */
export const RANGE = { from: 1000, until: 2000 };

type Samples = readonly (readonly [time: number, value: number])[];

/** The samples of a counter that is 0 at the beginning of the range and counts `items` in its middle. */
export const counted = (items: number): Samples => [
  [RANGE.from, 0],
  [1500, items],
  [1990, items],
];

/** A series of an instance; the instance has the name of its service. */
export function series(name: string, service: string, samples: Samples, labels: Record<string, string> = {}): Series {
  return {
    labels: { __name__: name, service_name: service, instance: service, ...labels },
    times: samples.map(([time]) => time),
    values: samples.map(([, value]) => value),
  };
}

/** A process that has run since before the range. */
export const uptime = (service: string) =>
  series('otelcol_process_uptime_seconds_total', service, [
    [RANGE.from, 500],
    [1500, 1000],
    [1990, 1490],
  ]);

/** A process that was killed after the sample at 1500 s, and followed by another one at 1512 s. */
export const restarted = (service: string) =>
  series('otelcol_process_uptime_seconds_total', service, [
    [RANGE.from, 500],
    [1500, 1000],
    [1520, 8],
    [1990, 478],
  ]);

/** The series with the counters of a service that restarted: a share of them was read before, and nothing came after. */
export const withRestart = (all: readonly Series[], service: string, share: number): Series[] =>
  all.map((one) =>
    one.labels.service_name === service
      ? { ...one, times: [RANGE.from, 1500, 1520, 1990], values: [0, (one.values.at(-1) ?? 0) * share, 0, 0] }
      : one,
  );

/** What every place counts when services send this many spans, and none is lost before `received`. */
export function spans(made: number, { received = made } = {}): Series[] {
  return [
    series('telemetry_ended_total', 'user_svc', counted(made), { signal: 'traces' }),
    series('telemetry_sent_total', 'user_svc', counted(made), { signal: 'traces' }),
    series('otelcol_receiver_accepted_spans_total', 'otelcol', counted(made)),
    series('otelcol_exporter_sent_spans_total', 'otelcol', counted(made), { exporter: 'otlp_http/jaeger' }),
    series('otelcol_receiver_accepted_spans_total', 'jaeger', counted(received)),
    series('otelcol_exporter_sent_spans_total', 'jaeger', counted(received), { exporter: 'jaeger_storage_exporter' }),
  ];
}

/** The same process, when the one after its restart ran on another node: the label of the node makes it another series. */
export function movedTo(node: string, { labels, times, values }: Series): Series[] {
  const count = times.filter((time) => time <= 1500).length;
  return [
    { labels, times: times.slice(0, count), values: values.slice(0, count) },
    { labels: { ...labels, k8s_node_name: node }, times: times.slice(count), values: values.slice(count) },
  ];
}

export const readings = (...all: readonly (Series | Series[])[]) => new Readings(all.flat(), RANGE);
