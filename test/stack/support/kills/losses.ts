import type { LogEvent } from '@triptych/catalogue';
import type { LogLine } from '@triptych/client/loki';
import type { Kill } from './killer.ts';
import { RESTART_MILLIS, type ServiceProcess, type WrittenLine } from './processes.ts';

/**
 * The longest time for which a service keeps telemetry before it hands it on, as docs/delivery.md says: lines and spans
 * 0.5 s, counts 5 s, and 1.5 s more for the export itself on a machine without a free core. Lines for stdout wait for
 * 0.1 s, and for as long as the event loop is busy.
 */
export const KEPT_MILLIS = { stdout: 600, lines: 2000, counts: 6500 } as const;

/** Longest time between two attempts of a service to reach the Collector; one more second for the attempt itself. */
const RETRY_MILLIS = 6000;

/** What a killed process had not handed on. */
export interface Loss {
  readonly process: ServiceProcess;
  readonly lost: number;
  /** Time between the first lost line or count and the kill. */
  readonly ageMillis: number;
}

export interface Account {
  readonly losses: readonly Loss[];
  /** What no kill explains; empty in the end. */
  readonly faults: readonly string[];
}

/**
 * The time since when a killed process may have kept telemetry; undefined for a process that runs. A process keeps
 * everything from the moment at which the Collector went away.
 */
export function unsentSince(
  { killedAt }: ServiceProcess,
  kills: readonly Kill[],
  keptMillis: number,
): number | undefined {
  if (killedAt === undefined) return undefined;
  const absences = kills
    .filter(({ part, at, readyAt }) => part === 'otelcol' && at <= killedAt && killedAt <= readyAt + RETRY_MILLIS)
    .map(({ at }) => at);
  return Math.min(killedAt, ...absences) - keptMillis;
}

/**
 * True when a process of the service was killed so soon after this time that its stdout may lack the line about it. What
 * the process had sent by then arrives after the kill.
 */
export function isUnwritten(millis: number, service: string, kills: readonly Kill[]): boolean {
  return kills.some(
    ({ part, at }) => part === service && at - KEPT_MILLIS.stdout <= millis && millis <= at + RESTART_MILLIS,
  );
}

/** Compares what the processes of one service wrote to stdout with what Loki has. */
export function accountForLines(
  service: string,
  processes: readonly ServiceProcess[],
  stored: readonly LogLine[],
  kills: readonly Kill[],
): Account {
  const left = new Map<string, number>();
  const times = new Map(stored.map(({ text, time }) => [text, Number(time / 1_000_000n)]));
  for (const { text } of stored) left.set(text, (left.get(text) ?? 0) + 1);
  const losses: Loss[] = [];
  const faults: string[] = [];
  for (const process of processes) {
    const lost = process.lines.filter(({ text }) => {
      const count = left.get(text) ?? 0;
      if (count > 0) left.set(text, count - 1);
      return count === 0;
    });
    // A service sends its lines in order, so a process that was killed loses its last ones.
    if (lost.some((line, i) => line !== process.lines.at(i - lost.length))) {
      faults.push(`${nameOf(process)}: Loki has later lines than ${lost[0]?.text}`);
    }
    addLoss(process, lost, unsentSince(process, kills, KEPT_MILLIS.lines), { losses, faults });
  }
  for (const [text, count] of left)
    if (count > 0 && !isUnwritten(times.get(text) ?? 0, service, kills))
      faults.push(`Loki has this line ${count} times more than stdout: ${text}`);
  return { losses, faults };
}

/** The outcomes of attempts that are counted, with the line that job_svc writes for each. */
export const OUTCOMES: Readonly<Record<string, LogEvent>> = {
  succeeded: 'job succeeded',
  retried: 'job retrying',
  failed: 'job failed',
};

/** Compares the attempts in the lines of each job_svc with the last counters that Prometheus has of it. */
export function accountForAttempts(
  processes: readonly ServiceProcess[],
  stored: readonly LogLine[],
  attempts: ReadonlyMap<string, Readonly<Record<string, number>>>,
  kills: readonly Kill[],
): Account {
  const instances = new Map(stored.map(({ text, labels }) => [text, labels.service_instance_id]));
  const losses: Loss[] = [];
  const faults: string[] = [];
  const unknown = new Map(attempts);
  for (const process of processes) {
    const instance = process.lines.map(({ text }) => instances.get(text)).find(Boolean) ?? '';
    const counted = attempts.get(instance) ?? {};
    unknown.delete(instance);
    const lost: WrittenLine[] = [];
    for (const [outcome, event] of Object.entries(OUTCOMES)) {
      const lines = process.lines.filter((line) => line.event === event);
      const count = counted[outcome] ?? 0;
      // Counts and lines of the last moments before a kill leave the process separately.
      if (count > lines.length && process.killedAt === undefined)
        faults.push(`${nameOf(process)}: ${count} ${outcome}, but ${lines.length} lines`);
      lost.push(...lines.slice(count));
    }
    lost.sort((a, b) => a.time - b.time);
    addLoss(process, lost, unsentSince(process, kills, KEPT_MILLIS.counts), { losses, faults });
  }
  for (const instance of unknown.keys()) faults.push(`no line is from the process ${instance}, whose attempts count`);
  return { losses, faults };
}

function addLoss(
  process: ServiceProcess,
  lost: readonly WrittenLine[],
  since: number | undefined,
  account: { losses: Loss[]; faults: string[] },
): void {
  const [first] = lost;
  if (!first) return;
  if (since === undefined || process.killedAt === undefined) {
    account.faults.push(`${nameOf(process)} runs, but ${lost.length} are missing, such as that of ${first.text}`);
    return;
  }
  const loss = { process, lost: lost.length, ageMillis: process.killedAt - first.time };
  account.losses.push(loss);
  if (first.time < since) {
    account.faults.push(`${nameOf(process)}: ${lost.length} are lost, the first ${loss.ageMillis} ms before the kill`);
  }
}

function nameOf({ service, killedAt }: ServiceProcess): string {
  return killedAt === undefined ? service : `${service}, killed at ${new Date(killedAt).toISOString()}`;
}

/** What each kill of a service has cost, for people. */
export function describeLosses(service: string, what: string, losses: readonly Loss[]): string {
  const each = losses.map(({ lost, ageMillis }) => `${lost} of the last ${ageMillis} ms`);
  return `${what} lost with killed processes of ${service}: ${each.join(', ') || 'none'}`;
}
