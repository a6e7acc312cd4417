import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Items, PLACES } from '../cdk8s/src/monitoring/dashboards/ledger/places.ts';
import type { Count, Hop, Signal } from '../cli/src/audit/ledger.ts';
import { ledgersOf } from '../cli/src/audit/ledgers.ts';
import { type Labels, Readings } from '../cli/src/audit/readings.ts';
import { RANGE, uptime } from '../cli/test/audit/support/series.ts';

const SIGNAL = { spans: 'traces', 'log lines': 'logs', 'data points': 'metrics' } as const satisfies Record<
  Items,
  Signal
>;

/** Counts a power of two for each counter that is read, so that a sum names its counters. */
class RecordedReadings extends Readings {
  readonly #read: string[] = [];

  constructor() {
    super(['otelcol', 'jaeger', 'loki'].map(uptime), RANGE);
  }

  override count(name: string, labels: Labels): Count {
    this.#read.push(selector(name, labels));
    return { items: 2 ** (this.#read.length - 1), moving: 0, lacks: 0 };
  }

  /** The counters in a sum. */
  countersOf({ items }: Count): string[] {
    return this.#read.filter((_, i) => Math.floor(items / 2 ** i) % 2 === 1).sort();
  }
}

const selector = (name: string, labels: Labels) =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .sort()
    .join(', ')}}`;

/** A selector of the dashboard, with its labels in the same order as those of audit. */
function sorted(text: string): string {
  const [, name = '', labels = ''] = /^(\w+)\{(.*)\}$/.exec(text) ?? [];
  return selector(
    name,
    Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
  );
}

/** The places that audit goes through, in order, with the counters of each. */
function placesOfAudit(signal: Signal): [place: string, counters: string[]][] {
  const readings = new RecordedReadings();
  const hops = ledgersOf(readings).find((one) => one.signal === signal)?.hops ?? [];
  const [first] = hops as [Hop];
  return [
    [first.from, readings.countersOf(first.in)],
    ...hops.map(({ to, out }): [string, string[]] => [to, readings.countersOf(out)]),
  ];
}

describe('the ledger', () => {
  for (const [items, places] of Object.entries(PLACES)) {
    it(`counts ${items} on its dashboard at the places and by the counters that audit reads`, () => {
      assert.deepEqual(
        Object.entries(places).map(([place, counters]) => [place, counters.map(sorted).sort()]),
        placesOfAudit(SIGNAL[items as Items]),
      );
    });
  }
});
