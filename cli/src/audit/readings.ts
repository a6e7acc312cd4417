import type { Series } from '@triptych/client/prometheus';
import { Curve } from './curve.ts';
import type { Count } from './ledger.ts';
import { type Pause, type Processes, processesOf, SILENCE_SECONDS } from './processes.ts';

/** Selects series by their labels; a service is named by `service_name`. */
export type Labels = Readonly<Record<string, string>>;

/** The time read, in seconds since 1970. `until` is when the Collector was last heard of. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

/**
 * What Prometheus has of all counters in a range. The first sample of a series may be its last one before the range,
 * with the time `from`.
 */
export class Readings {
  readonly range: Range;
  /** One for each counter or gauge of a process, whatever Kubernetes said about its pod. */
  readonly #series: readonly Series[];
  /** By service and instance. */
  readonly #processes = new Map<string, Processes>();

  constructor(series: readonly Series[], range: Range) {
    this.range = range;
    // A series without a sample in the range is of a process that had ended before.
    const known = series.filter((one) => isWithin(one, range));
    this.#series = joined(known, instrumentOf);
    for (const birth of joined(this.#series.filter(isBirth), nameAndKeyOf)) {
      this.#processes.set(keyOf(birth.labels), processesOf(birth, this.#failures(birth.labels), range.until));
    }
  }

  /** When scrapes of an instance failed; what is not scraped has none. */
  #failures({ service_name = '', instance = '' }: Labels): number[] {
    return this.#find('up', { service_name, instance }).flatMap(({ times, values }) =>
      times.filter((_, i) => values[i] === 0),
    );
  }

  /** Whether a service has reported about itself, or was scraped, in the range. */
  knows(service: string): boolean {
    return [...this.#processes.keys()].some((key) => key.startsWith(`${service} `));
  }

  /** When instances of a service ended without their last counts. */
  pausesOf(service: string): readonly Pause[] {
    return [...this.#processes].flatMap(([key, { pauses }]) => (key.startsWith(`${service} `) ? pauses : []));
  }

  curve(name: string, labels: Labels): Curve {
    return new Curve(this.#find(name, labels), (one) => this.#startsOf(one), this.range.from);
  }

  /** What counters have counted in the range. `lacks`: see `Count`. */
  count(name: string, labels: Labels, lacks = 0): Count {
    return this.countOf(this.curve(name, labels), lacks);
  }

  /** The same of a curve. */
  countOf(curve: Curve, lacks = 0): Count {
    const { from, until } = this.range;
    const items = curve.between(from, Number.POSITIVE_INFINITY);
    const ends =
      curve.between(from, from + SILENCE_SECONDS) + curve.between(until - SILENCE_SECONDS, Number.POSITIVE_INFINITY);
    return { items, moving: Math.min(items, ends), lacks };
  }

  /** What counters have counted, by a label; only what is above 0. */
  by(label: string, name: string, labels: Labels): Readonly<Record<string, number>> {
    const values = new Set(this.#find(name, labels).map((one) => one.labels[label] ?? ''));
    const counts = [...values].map((value): [string, number] => [
      value || 'unknown',
      this.count(name, { ...labels, [label]: value }).items,
    ]);
    return Object.fromEntries(counts.filter(([, items]) => items > 0));
  }

  /**
   * The value of a gauge at the end of the range and at its beginning, and the sum of the last ones of processes that have
   * ended, whether or not another followed under the same name.
   */
  level(name: string, labels: Labels): { end: number; begin: number; ended: number } {
    const all = { end: 0, begin: 0, ended: 0 };
    for (const { labels: own, times, values } of this.#find(name, labels)) {
      for (const start of this.#startsOf(own)) {
        all.ended += values[times.findLastIndex((time) => time < start - START_SECONDS)] ?? 0;
      }
      const [first = 0, last = 0] = [values[0], values.at(-1)];
      const lastTime = times.at(-1) ?? 0;
      if ((times[0] ?? 0) <= this.range.from) all.begin += first;
      if (lastTime >= this.range.until - SILENCE_SECONDS) all.end += last;
      else all.ended += last;
    }
    return all;
  }

  /** When the processes of an instance began. */
  #startsOf(labels: Labels): readonly number[] {
    return this.#processes.get(keyOf(labels))?.starts ?? [];
  }

  #find(name: string, wanted: Labels): readonly Series[] {
    return this.#series.filter(
      ({ labels }) =>
        labels.__name__ === name && Object.entries(wanted).every(([label, value]) => (labels[label] ?? '') === value),
    );
  }
}

/**
 * Start times of processes are in whole seconds, and Prometheus adds a sample of 0 at the start of each series that it
 * receives over OTLP: a sample within this time of the start is of the new process.
 */
const START_SECONDS = 1;

const isBirth = ({ labels }: Series) =>
  labels.__name__ === 'otelcol_process_uptime_seconds_total' || labels.__name__ === 'process_start_time_seconds';

const isWithin = ({ times }: Series, { from }: Range) => (times.at(-1) ?? 0) > from;

/**
 * A counter or gauge of a process, named without what Kubernetes says about its pod: a process that goes on elsewhere has
 * the label of another node, and a Collector that has just started does not know the pods of its senders yet.
 */
const instrumentOf = ({ labels }: Series) =>
  identity(
    Object.fromEntries(Object.entries(labels).filter(([label]) => label === NAMESPACE || !label.startsWith('k8s_'))),
  );

/** One series, with all samples in order, for each group of those that have the same key. */
function joined(all: readonly Series[], key: (one: Series) => string): Series[] {
  return [...Map.groupBy(all, key).values()].map((group) => {
    const samples = group.flatMap(({ times, values }) => times.map((time, i) => ({ time, value: values[i] ?? 0 })));
    samples.sort((a, b) => a.time - b.time || a.value - b.value);
    const times = samples.map(({ time }) => time);
    return { labels: group[0]?.labels ?? {}, times, values: samples.map(({ value }) => value) };
  });
}

const NAMESPACE = 'k8s_namespace_name';

/** The same text for the same labels, in whichever order they are. */
export const identity = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

const nameAndKeyOf = ({ labels }: Series) => `${labels.__name__} ${keyOf(labels)}`;

const keyOf = ({ service_name: service, instance }: Labels) => `${service} ${instance}`;
