import assert from 'node:assert/strict';
import { query } from '@triptych/client/prometheus';
import type { Section } from '../../../cli/src/audit/balance.ts';
import type { Hop, Signal } from '../../../cli/src/audit/ledger.ts';
import { until } from './until.ts';

/** What is audited, a stack or a release: it runs the command, and rejects with `code` and `stdout` when that fails. */
export interface Audited {
  triptych(...args: string[]): Promise<{ readonly stdout: string }>;
}

/** What `triptych audit --json` prints about one signal. */
export interface Account {
  readonly signal: Signal;
  readonly hops: readonly Hop[];
  readonly sections: readonly Section[];
}

export interface Ledgers {
  readonly ok: boolean;
  /** When the Collector was last heard of. */
  readonly until: string;
  readonly signals: readonly Account[];
}

/** Runs `triptych audit`; a gap is no failure of the command. */
async function audit(audited: Audited, ...args: string[]): Promise<{ stdout: string; code: number }> {
  try {
    return { stdout: (await audited.triptych('audit', '--since', '20m', ...args)).stdout, code: 0 };
  } catch (error) {
    const { code, stdout = '' } = error as { code?: number; stdout?: string };
    if (code !== 1 || stdout === '') throw error;
    return { stdout, code };
  }
}

/** Until then every place has counted what has happened before, and Prometheus has these counts. */
const SETTLED_MILLIS = 30_000;

/** The ledgers once nothing of what has happened so far is on the way any more: what is missing then is lost. */
export async function settledLedgers(audited: Audited): Promise<Ledgers & { readonly code: number }> {
  const settledAt = Date.now() + SETTLED_MILLIS;
  const isAtRest = ({ in: into, out, waiting }: Hop) =>
    into.moving + out.moving === 0 && Object.values(waiting).every(({ items = 0, bytes = 0 }) => items + bytes === 0);
  return until(
    'ledgers at rest',
    async () => {
      const { stdout, code } = await audit(audited, '--json');
      return { ...(JSON.parse(stdout) as Ledgers), code };
    },
    // Metrics never rest.
    ({ until: heard, signals }) =>
      Date.parse(heard) >= settledAt &&
      signals.every(({ signal, hops }) => signal === 'metrics' || hops.every(isAtRest)),
    180,
  );
}

/** What `triptych audit` prints for people. */
export async function auditText(audited: Audited): Promise<string> {
  return (await audit(audited)).stdout;
}

/** The account of a signal. */
export function accountOf({ signals }: Ledgers, wanted: Signal): Account {
  const found = signals.find(({ signal }) => signal === wanted);
  if (!found) throw new Error(`there is no account of ${wanted}`);
  return found;
}

/** What a place has counted. */
export function countAt({ hops }: Account, place: string): number {
  const at = hops.find(({ from, to }) => from === place || to === place);
  if (!at) throw new Error(`there is no "${place}"`);
  return at.to === place ? at.out.items : at.in.items;
}

/** Fails unless every account of traces and logs is known and balanced. */
export function assertBalanced(ledgers: Ledgers & { readonly code: number }): void {
  for (const signal of ['traces', 'logs'] as const) {
    const other = accountOf(ledgers, signal).sections.filter(({ state }) => state !== 'balanced');
    assert.deepEqual(other, [], signal);
  }
  assert.deepEqual([ledgers.ok, ledgers.code], [true, 0]);
}

/** Fails unless every place has counted the same spans, and the same lines: none was dropped, waits or was counted twice. */
export function assertCountedAlike(ledgers: Ledgers): void {
  const traces = accountOf(ledgers, 'traces');
  const made = countAt(traces, 'services made');
  assert.ok(made >= 100, `${made} spans`);
  const places = traces.hops.map(({ to }) => to);
  assert.deepEqual(
    places.map((place) => [place, countAt(traces, place)]),
    places.map((place) => [place, made]),
  );
  const logs = accountOf(ledgers, 'logs');
  assert.equal(countAt(logs, 'services sent'), countAt(logs, 'services made'));
  assert.equal(countAt(logs, 'Loki received'), countAt(logs, 'Collector accepted'));
}

/** Fails unless some spans were left out by sampling, and all others were stored. */
export function assertSampled(ledgers: Ledgers): void {
  const traces = accountOf(ledgers, 'traces');
  const sampled = traces.hops.find(({ to }) => to === 'Collector sent')?.sampled ?? 0;
  assert.ok(sampled > 0);
  const made = countAt(traces, 'services made');
  assert.equal(countAt(traces, 'gateway accepted'), made);
  assert.equal(countAt(traces, 'Collector accepted'), made);
  assert.equal(countAt(traces, 'Jaeger stored') + sampled, made);
}

const UPTIME = 'otelcol_process_uptime_seconds_total{service_name="otelcol"}';

/**
 * Waits until scrapes of these backends fail, and until every Collector has then reported what it has sent: from then on
 * it is known that they have counted nothing more.
 */
export async function seenDown(prometheus: string, ...backends: string[]): Promise<void> {
  await until(
    `failed scrapes of ${backends}`,
    () => query(prometheus, `up{service_name=~"${backends.join('|')}"} == 0`),
    (samples) => samples.length === backends.length,
  );
  const failedAt = Date.now() / 1000;
  await until(
    'a report of each Collector',
    () => query(prometheus, `max by (instance) (timestamp(${UPTIME}))`),
    (reported) => reported.length > 0 && reported.every(({ value }) => value > failedAt),
  );
}
