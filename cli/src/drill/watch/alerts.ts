import { setTimeout as delay } from 'node:timers/promises';
import { type ActiveAlert, activeAlerts } from '@triptych/client/prometheus';
import type { ExpectedAlert } from '../drill.ts';
import type { Arrival } from '../receiver/inbox.ts';
import type { System } from '../system.ts';

/** The moment at which an alert fired or was resolved, and its annotations. */
export interface Sighting {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly annotations: Readonly<Record<string, string>>;
}

type Watched = Pick<System, 'receiver' | 'endpoints'>;
type Labels = Readonly<Record<string, string>>;

/** During drills the Watchdog arrives every second or two: after this long without it, its receiver raises an alarm. */
const SILENCE_MS = 6000;
const POLL_MS = 500;

/** The name of an alert with its severity: some alerts are a page and a ticket. */
export const titleOf = ({ alert, severity }: ExpectedAlert): string =>
  severity === 'none' ? alert : `${alert} (${severity})`;

/** Resolves when an alert fires; at the receiver only arrivals after `mark` count. */
export function untilFiring(
  expected: ExpectedAlert,
  system: Watched,
  mark: number,
  signal: AbortSignal,
): Promise<Sighting> {
  if (expected.seen === 'silence') return untilWatchdogIsSilent(system, signal);
  if (expected.seen === 'prometheus') {
    return untilPrometheusHas(system, signal, (active) => active.find((one) => matches(one, expected)));
  }
  const isFiring = (one: Arrival) => one.status === 'firing' && matches(one, expected);
  return system.receiver.inbox.waitFor((all) => all.find(isFiring), mark, signal);
}

/** Resolves when an alert is resolved. */
export function untilResolved(
  expected: ExpectedAlert,
  system: Watched,
  mark: number,
  signal: AbortSignal,
): Promise<Sighting> {
  const { inbox } = system.receiver;
  if (expected.seen === 'silence') {
    return inbox.waitFor((all) => all.find(({ watchdog }) => watchdog), inbox.size, signal);
  }
  if (expected.seen === 'prometheus') return untilQuiet((one) => matches(one, expected), system, signal, ['firing']);
  return inbox.waitFor((all) => lastResolved(all.filter((one) => matches(one, expected))), mark, signal);
}

/** Resolves when Prometheus has no alert of interest in these states. */
export function untilQuiet(
  isOfInterest: (alert: ActiveAlert) => boolean,
  system: Watched,
  signal: AbortSignal,
  states: readonly ActiveAlert['state'][] = ['pending', 'firing'],
): Promise<Sighting> {
  const none = (active: readonly ActiveAlert[]) => (active.some(isOfInterest) ? undefined : { annotations: {} });
  return untilPrometheusHas(system, signal, none, states);
}

/** Whether an alert is the expected one, by name, severity and service. */
export function matches({ labels }: { labels: Labels }, { alert, severity, service }: ExpectedAlert): boolean {
  return labels.alertname === alert && labels.severity === severity && labels.service === service;
}

/** Whether an alert is the ticket of an objective: it goes on for hours after the fault, and inhibits no other alert. */
export function isObjectiveTicket({ labels: { alertname = '', severity } }: { labels: Labels }): boolean {
  return severity === 'ticket' && alertname.endsWith('BudgetBurn');
}

/** The last arrival, when every instance of the alert is resolved: several may fire under one name. */
function lastResolved(arrivals: readonly Arrival[]): Arrival | undefined {
  const byInstance = Map.groupBy(arrivals, ({ labels }) => JSON.stringify(labels));
  const last = [...byInstance.values()].map((instance) => instance.at(-1));
  return last.every((one) => one?.status === 'resolved') ? arrivals.at(-1) : undefined;
}

async function untilPrometheusHas(
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

async function untilWatchdogIsSilent({ receiver }: Watched, signal: AbortSignal): Promise<Sighting> {
  for (;;) {
    const last = receiver.inbox.since(0).findLast(({ watchdog }) => watchdog);
    if (!last) throw new Error('the Watchdog has never arrived');
    const left = last.at + SILENCE_MS - Date.now();
    if (left <= 0) return { at: Date.now(), annotations: last.annotations };
    await delay(left, undefined, { signal });
  }
}
