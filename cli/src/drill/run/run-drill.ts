import type { ActiveAlert } from '@triptych/client/prometheus';
import { duration } from '@triptych/terminal';
import type { Visitors } from '../causes/visits.ts';
import type { Drill, DrillContext, ExpectedAlert } from '../drill.ts';
import type { Arrival } from '../receiver/inbox.ts';
import type { System } from '../system.ts';
import {
  isObjectiveTicket,
  matches,
  type Sighting,
  titleOf,
  untilFiring,
  untilQuiet,
  untilResolved,
} from '../watch/alerts.ts';
import { followLinks, type Links } from '../watch/links.ts';
import { abortable, withTimeLimit } from './time-limit.ts';

/** What became of an alert that a drill expects. */
export interface AlertOutcome {
  readonly expected: ExpectedAlert;
  /** From the start of the fault until the alert fired, and from its end until the alert was resolved. */
  detectMs?: number;
  resolveMs?: number;
  links?: Links;
  /** Whether it fired only after the fault had ended. */
  late?: boolean;
  /** Whether it also arrived at the receiver, where it was observed elsewhere. */
  delivered?: boolean;
}

export interface DrillOutcome {
  readonly drill: string;
  readonly alerts: readonly AlertOutcome[];
  /** What went otherwise than expected; a sentence each. */
  readonly problems: readonly string[];
}

export interface RunOptions {
  readonly system: System;
  readonly visitors: Visitors;
  readonly signal: AbortSignal;
  /** Called with each step. */
  readonly show: (what: string) => void;
}

const FIRE_SECONDS = 180;
const END_SECONDS = 240;
const CAUSE_SECONDS = 300;
const QUIET_SECONDS = 240;

/** Causes the fault of a drill, waits for its alerts, ends the fault and waits until the alerts are resolved. */
export async function runDrill(drill: Drill, options: RunOptions): Promise<DrillOutcome> {
  const run = new Run(drill, options);
  await run.toEnd();
  const alerts = [...run.alerts.values()];
  return {
    drill: drill.name,
    alerts,
    problems: [...run.problems, ...alerts.flatMap(({ links }) => links?.problems ?? [])],
  };
}

class Run {
  readonly alerts: ReadonlyMap<ExpectedAlert, AlertOutcome>;
  readonly problems: string[] = [];
  readonly #drill: Drill;
  readonly #options: RunOptions;
  readonly #undo = new AsyncDisposableStack();
  readonly #afterwards = new AsyncDisposableStack();
  readonly #following = new Map<AlertOutcome, Promise<() => Promise<Links>>>();
  /** Arrivals at the receiver before this mark are of no interest. */
  #mark = 0;
  #causedAt = 0;
  #endedAt = 0;

  constructor(drill: Drill, options: RunOptions) {
    this.#drill = drill;
    this.#options = options;
    this.alerts = new Map(drill.expects.map((expected) => [expected, { expected }]));
  }

  async toEnd(): Promise<void> {
    const { signal } = this.#options;
    if (!(await this.#attempt(() => this.#waitUntilQuiet()))) return;
    await this.#attempt(() => this.#causeFault());
    this.#endedAt = Date.now();
    await this.#attempt(() => this.#undo.disposeAsync());
    this.#show(`fault ended after ${duration(this.#endedAt - this.#causedAt)}`);
    const late = this.#drill.expects.filter((expected) => expected.late);
    if (!signal.aborted) await this.#each(late, (one) => this.#waitForFiring(one, this.#seconds.end, signal));
    await this.#attempt(() => this.#afterwards.disposeAsync());
    const fired = this.#drill.expects.filter((one) => this.alerts.get(one)?.detectMs !== undefined);
    if (!signal.aborted) await this.#each(fired, (one) => this.#waitForEnd(one));
    if (signal.aborted) this.problems.push('stopped before its end');
  }

  get #seconds() {
    const { fireSeconds: fire = FIRE_SECONDS, endSeconds: end = END_SECONDS } = this.#drill;
    return { fire, end };
  }

  /** Does one step. An error is a problem of the drill, and the next step follows. */
  async #attempt(step: () => Promise<unknown>, signal = this.#options.signal): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      // After an abort the reason is known already.
      if (!signal.aborted) this.problems.push(messageOf(error as Error));
      return false;
    }
  }

  async #each(
    some: readonly ExpectedAlert[],
    step: (one: ExpectedAlert) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    await Promise.all(some.map((one) => this.#attempt(() => step(one), signal)));
  }

  async #waitUntilQuiet(): Promise<void> {
    const { system, signal } = this.#options;
    await withTimeLimit('its alerts were firing already, and were not resolved', QUIET_SECONDS, signal, (limit) =>
      untilQuiet((alert) => disturbs(alert, this.#drill), system, limit),
    );
    this.#mark = system.receiver.inbox.size;
    this.#causedAt = Date.now();
  }

  async #causeFault(): Promise<void> {
    this.#show(this.#drill.summary);
    const failed = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, failed.signal]);
    const early = this.#drill.expects.filter((one) => !one.late);
    const firing = new Map(early.map((one) => [one, this.#waitForFiring(one, this.#seconds.fire, signal)]));
    const all = this.#each(early, (one) => firing.get(one) ?? Promise.resolve(), signal);
    const context: Omit<DrillContext, 'signal'> = {
      ...this.#options,
      undo: this.#undo,
      afterwards: this.#afterwards,
      fired: (one) => firing.get(one) ?? Promise.reject(new Error('the drill expects no such alert')),
    };
    const caused = await this.#attempt(() =>
      withTimeLimit('its fault could not be caused', CAUSE_SECONDS, this.#options.signal, (limit) =>
        abortable(this.#drill.cause({ ...context, signal: limit }), limit),
      ),
    );
    // Without the fault its alerts need not be waited for.
    if (!caused) failed.abort();
    await all;
    this.#findUninhibited();
  }

  async #waitForFiring(expected: ExpectedAlert, seconds: number, signal: AbortSignal): Promise<void> {
    const { system } = this.#options;
    const title = titleOf(expected);
    const { at, annotations } = await withTimeLimit(`${title} did not fire`, seconds, signal, (limit) =>
      untilFiring(expected, system, this.#mark, limit),
    );
    const alert = this.alerts.get(expected);
    if (!alert) return;
    alert.detectMs = at - this.#causedAt;
    alert.late = this.#endedAt > 0 && at > this.#endedAt;
    this.#show(`${title} ${OBSERVED[expected.seen ?? 'receiver']} after ${duration(alert.detectMs)}`);
    this.#following.set(alert, this.#follow(annotations));
  }

  /** A query that is not answered because of the fault is asked again after the fault has ended. */
  async #follow(annotations: Sighting['annotations']): Promise<() => Promise<Links>> {
    const { endpoints } = this.#options.system;
    const links = await followLinks(annotations, endpoints);
    return async () => (links.query ? links : followLinks(annotations, endpoints));
  }

  async #waitForEnd(expected: ExpectedAlert): Promise<void> {
    const { system, signal } = this.#options;
    const title = titleOf(expected);
    const { at } = await withTimeLimit(`${title} was not resolved`, this.#seconds.end, signal, (limit) =>
      untilResolved(expected, system, this.#mark, limit),
    );
    const alert = this.alerts.get(expected);
    if (!alert) return;
    alert.resolveMs = Math.max(0, at - this.#endedAt);
    const follow = await this.#following.get(alert);
    if (follow) alert.links = await follow();
    alert.delivered = system.receiver.inbox.since(this.#mark).some((arrival) => matches(arrival, expected));
    this.#show(`${title} resolved after ${duration(alert.resolveMs)}`);
  }

  /** Alerts that arrived although the alert of the cause should inhibit them; not those that fired before the fault. */
  #findUninhibited(): void {
    const isNew = ({ status, startsAt }: Arrival) => status === 'firing' && Date.parse(startsAt) >= this.#causedAt;
    const arrivals = this.#options.system.receiver.inbox.since(this.#mark).filter(isNew);
    const names = new Set(arrivals.map(({ labels }) => labels.alertname));
    const uninhibited = (this.#drill.inhibits ?? []).filter((name) => names.has(name));
    this.problems.push(...uninhibited.map((name) => `${name} arrived, although the alert of its cause inhibits it`));
  }

  #show(what: string): void {
    this.#options.show(what);
  }
}

const OBSERVED = { receiver: 'fired', prometheus: 'fired in Prometheus', silence: 'fell silent' };

/**
 * Whether an alert that fires now would disturb a drill: one that it expects, one of what it holds, or one that its
 * alerts must inhibit. The last goes on for a while after another drill, and then nothing inhibits it.
 */
function disturbs(alert: ActiveAlert, { expects, inhibits = [], holds }: Drill): boolean {
  const { alertname = '', service } = alert.labels;
  if (alertname === 'Watchdog') return false;
  if (expects.some((expected) => matches(alert, expected))) return true;
  if (isObjectiveTicket(alert)) return false;
  return inhibits.includes(alertname) || holds.some((held) => held === 'everything' || held === service);
}

/** The messages of several errors, where more than one step could not be undone. */
function messageOf(error: Error | SuppressedError): string {
  if (!(error instanceof SuppressedError)) return error.message;
  return [error.suppressed, error.error].map((one) => messageOf(one as Error)).join('; ');
}
