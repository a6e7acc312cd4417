import { setTimeout as delay } from 'node:timers/promises';
import { type ActiveAlert, activeAlerts } from '@triptych/client/prometheus';
import type { Expected } from '../drill.ts';
import type { Arrival } from '../receiver/inbox.ts';
import type { System } from '../system.ts';

/** When an alert began or ended for whoever should know, and its annotations. */
export interface Sighting {
  readonly at: number;
  readonly annotations: Readonly<Record<string, string>>;
}

type Watched = Pick<System, 'receiver' | 'endpoints'>;
type Labels = Readonly<Record<string, string>>;

/** The Watchdog comes every second or two: after this long without it, whoever waits for it raises an alarm. */
const SILENCE_MS = 6000;
const POLL_MS = 500;

/** How an alert is called where several are named: some are a page and a ticket, by how bad it is. */
export const titleOf = ({ alert, severity }: Expected): string =>
  severity === 'none' ? alert : `${alert} (${severity})`;

/** Resolves when it is told of, after a mark in the receiver's inbox. */
export function fires(expected: Expected, system: Watched, mark: number, signal: AbortSignal): Promise<Sighting> {
  if (expected.seen === 'silence') return silence(system, signal);
  if (expected.seen === 'prometheus') {
    return atPrometheus(system, signal, (active) => active.find((one) => fits(one, expected)));
  }
  const isIt = (one: Arrival) => one.status === 'firing' && fits(one, expected);
  return system.receiver.inbox.until((all) => all.find(isIt), mark, signal);
}

/** Resolves when its end is told of. */
export function ends(expected: Expected, system: Watched, mark: number, signal: AbortSignal): Promise<Sighting> {
  const { inbox } = system.receiver;
  if (expected.seen === 'silence') {
    return inbox.until((all) => all.find(({ watchdog }) => watchdog), inbox.size, signal);
  }
  if (expected.seen === 'prometheus') return quiet((one) => fits(one, expected), system, signal, ['firing']);
  return inbox.until((all) => lastEnd(all.filter((one) => fits(one, expected))), mark, signal);
}

/** Resolves when Prometheus has none of these. */
export function quiet(
  isOfInterest: (alert: ActiveAlert) => boolean,
  system: Watched,
  signal: AbortSignal,
  states: readonly ActiveAlert['state'][] = ['pending', 'firing'],
): Promise<Sighting> {
  const none = (active: readonly ActiveAlert[]) => (active.some(isOfInterest) ? undefined : { annotations: {} });
  return atPrometheus(system, signal, none, states);
}

export function fits({ labels }: { labels: Labels }, { alert, severity, service }: Expected): boolean {
  return labels.alertname === alert && labels.severity === severity && labels.service === service;
}

/** A ticket of an objective: it goes on for long when the fault is gone, and silences nothing. */
export function lingers({ labels: { alertname = '', severity } }: { labels: Labels }): boolean {
  return severity === 'ticket' && alertname.endsWith('BudgetBurn');
}

/** Several instances may fire under one name: it has ended when all have. */
function lastEnd(arrivals: readonly Arrival[]): Arrival | undefined {
  const byInstance = Map.groupBy(arrivals, ({ labels }) => JSON.stringify(labels));
  const last = [...byInstance.values()].map((of) => of.at(-1));
  return last.every((one) => one?.status === 'resolved') ? arrivals.at(-1) : undefined;
}

async function atPrometheus(
  { endpoints }: Watched,
  signal: AbortSignal,
  look: (active: readonly ActiveAlert[]) => { annotations: Labels } | undefined,
  states: readonly ActiveAlert['state'][] = ['firing'],
): Promise<Sighting> {
  for (;;) {
    const active = await activeAlerts(endpoints.prometheus);
    const found = look(active.filter(({ state }) => states.includes(state)));
    if (found) return { at: Date.now(), annotations: found.annotations };
    await delay(POLL_MS, undefined, { signal });
  }
}

async function silence({ receiver }: Watched, signal: AbortSignal): Promise<Sighting> {
  for (;;) {
    const last = receiver.inbox.since(0).findLast(({ watchdog }) => watchdog);
    if (!last) throw new Error('the Watchdog has never come');
    const left = last.at + SILENCE_MS - Date.now();
    if (left <= 0) return { at: Date.now(), annotations: last.annotations };
    await delay(left, undefined, { signal });
  }
}
