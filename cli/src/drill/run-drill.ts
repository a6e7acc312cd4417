import type { ActiveAlert } from '@triptych/client/prometheus';
import { duration } from '@triptych/terminal';
import type { Drill, Expected } from './drill.ts';
import type { Arrival } from './inbox.ts';
import { followLinks, type Links } from './links.ts';
import type { System } from './system.ts';
import { abortable, limited } from './time-limit.ts';
import type { Traffic } from './traffic.ts';
import { ends, fires, fits, lingers, quiet, type Sighting, titleOf } from './watch.ts';

/** What became of an alert that a drill expects. */
export interface Told {
  readonly expected: Expected;
  /** From the fault until somebody was told, and from its end until somebody was told of that. */
  detectMs?: number;
  resolveMs?: number;
  links?: Links;
  /** Whether it was told of only once the fault was gone. */
  late?: boolean;
  /** Whether the receiver has heard of it, too, when it was seen elsewhere. */
  delivered?: boolean;
}

export interface Outcome {
  readonly drill: string;
  readonly told: readonly Told[];
  /** What was not as it should be. */
  readonly problems: readonly string[];
}

export interface RunOptions {
  readonly system: System;
  readonly traffic: Traffic;
  readonly signal: AbortSignal;
  /** Told of each step. */
  readonly show: (what: string) => void;
}

const FIRE_SECONDS = 180;
const END_SECONDS = 240;
const CAUSE_SECONDS = 300;
const QUIET_SECONDS = 240;

/** Causes the fault of a drill, waits for its alerts, takes the fault away and waits for their end. */
export async function runDrill(drill: Drill, options: RunOptions): Promise<Outcome> {
  const one = new Run(drill, options);
  await one.run();
  const told = [...one.told.values()];
  return {
    drill: drill.name,
    told,
    problems: [...one.problems, ...told.flatMap(({ links }) => links?.problems ?? [])],
  };
}

class Run {
  readonly told: ReadonlyMap<Expected, Told>;
  readonly problems: string[] = [];
  readonly #drill: Drill;
  readonly #options: RunOptions;
  readonly #undo = new AsyncDisposableStack();
  readonly #afterwards = new AsyncDisposableStack();
  readonly #following = new Map<Told, Promise<() => Promise<Links>>>();
  /** From where on the receiver's inbox is of interest. */
  #mark = 0;
  #causedAt = 0;
  #removedAt = 0;

  constructor(drill: Drill, options: RunOptions) {
    this.#drill = drill;
    this.#options = options;
    this.told = new Map(drill.expects.map((expected) => [expected, { expected }]));
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    if (!(await this.#attempt(() => this.#untilQuiet()))) return;
    await this.#attempt(() => this.#cause());
    this.#removedAt = Date.now();
    await this.#attempt(() => this.#undo.disposeAsync());
    this.#show(`over after ${duration(this.#removedAt - this.#causedAt)}`);
    const late = this.#drill.expects.filter((expected) => expected.late);
    if (!signal.aborted) await this.#each(late, (one) => this.#fires(one, this.#seconds.end, signal));
    await this.#attempt(() => this.#afterwards.disposeAsync());
    const fired = this.#drill.expects.filter((one) => this.told.get(one)?.detectMs !== undefined);
    if (!signal.aborted) await this.#each(fired, (one) => this.#ends(one));
    if (signal.aborted) this.problems.push('stopped before its end');
  }

  get #seconds() {
    const { fireSeconds: fire = FIRE_SECONDS, endSeconds: end = END_SECONDS } = this.#drill;
    return { fire, end };
  }

  /** What goes wrong ends this step, and the next follows all the same. */
  async #attempt(work: () => Promise<unknown>, signal = this.#options.signal): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      // Else it is known why.
      if (!signal.aborted) this.problems.push(messageOf(error as Error));
      return false;
    }
  }

  async #each(some: readonly Expected[], work: (one: Expected) => Promise<void>, signal?: AbortSignal): Promise<void> {
    await Promise.all(some.map((one) => this.#attempt(() => work(one), signal)));
  }

  async #untilQuiet(): Promise<void> {
    const { system, signal } = this.#options;
    await limited('its alerts fire already, and did not end', QUIET_SECONDS, signal, (within) =>
      quiet((alert) => disturbs(alert, this.#drill), system, within),
    );
    this.#mark = system.receiver.inbox.size;
    this.#causedAt = Date.now();
  }

  async #cause(): Promise<void> {
    this.#show(this.#drill.summary);
    const failed = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, failed.signal]);
    const early = this.#drill.expects.filter((one) => !one.late);
    const firing = new Map(early.map((one) => [one, this.#fires(one, this.#seconds.fire, signal)]));
    const all = this.#each(early, (one) => firing.get(one) ?? Promise.resolve(), signal);
    const scene = {
      ...this.#options,
      undo: this.#undo,
      afterwards: this.#afterwards,
      told: (one: Expected) => firing.get(one) ?? Promise.reject(new Error('it expects no such alert')),
    };
    const caused = await this.#attempt(() =>
      limited('its fault cannot be caused', CAUSE_SECONDS, this.#options.signal, (within) =>
        abortable(this.#drill.cause({ ...scene, signal: within }), within),
      ),
    );
    // Without the fault nobody need wait for its alerts.
    if (!caused) failed.abort();
    await all;
    this.#findUnwanted();
  }

  async #fires(expected: Expected, seconds: number, signal: AbortSignal): Promise<void> {
    const { system } = this.#options;
    const title = titleOf(expected);
    const { at, annotations } = await limited(`${title} did not fire`, seconds, signal, (within) =>
      fires(expected, system, this.#mark, within),
    );
    const told = this.told.get(expected);
    if (!told) return;
    told.detectMs = at - this.#causedAt;
    told.late = this.#removedAt > 0 && at > this.#removedAt;
    this.#show(`${title} after ${duration(told.detectMs)}${WHERE[expected.seen ?? 'receiver']}`);
    this.#following.set(told, this.#follow(annotations));
  }

  /** What the fault keeps from answering is asked again when it is gone. */
  async #follow(annotations: Sighting['annotations']): Promise<() => Promise<Links>> {
    const { endpoints } = this.#options.system;
    const links = await followLinks(annotations, endpoints);
    return async () => (links.query ? links : followLinks(annotations, endpoints));
  }

  async #ends(expected: Expected): Promise<void> {
    const { system, signal } = this.#options;
    const title = titleOf(expected);
    const { at } = await limited(`${title} did not end`, this.#seconds.end, signal, (within) =>
      ends(expected, system, this.#mark, within),
    );
    const told = this.told.get(expected);
    if (!told) return;
    told.resolveMs = Math.max(0, at - this.#removedAt);
    const follow = await this.#following.get(told);
    if (follow) told.links = await follow();
    told.delivered = system.receiver.inbox.since(this.#mark).some((arrival) => fits(arrival, expected));
    this.#show(`${title} resolved after ${duration(told.resolveMs)}`);
  }

  /** Alerts that were told of although their cause was; not those that go on from before. */
  #findUnwanted(): void {
    const isNew = ({ status, startsAt }: Arrival) => status === 'firing' && Date.parse(startsAt) >= this.#causedAt;
    const arrivals = this.#options.system.receiver.inbox.since(this.#mark).filter(isNew);
    const names = new Set(arrivals.map(({ labels }) => labels.alertname));
    const unwanted = (this.#drill.silences ?? []).filter((name) => names.has(name));
    this.problems.push(...unwanted.map((name) => `${name} was told of, although its cause was`));
  }

  #show(what: string): void {
    this.#options.show(what);
  }
}

const WHERE = { receiver: '', prometheus: ', in Prometheus', silence: ' of silence' };

/**
 * What could keep a drill's alerts from being told of anew: they themselves, or others of what it takes hold of; and what
 * must not be told of, for that goes on a while when the fault of another drill is gone, and nothing silences it then.
 */
function disturbs(alert: ActiveAlert, { expects, silences = [], holds }: Drill): boolean {
  const { alertname = '', service } = alert.labels;
  if (alertname === 'Watchdog') return false;
  if (expects.some((expected) => fits(alert, expected))) return true;
  if (lingers(alert)) return false;
  return silences.includes(alertname) || holds.some((held) => held === 'everything' || held === service);
}

/** Several things that could not be undone are told one after the other. */
function messageOf(error: Error | SuppressedError): string {
  if (!(error instanceof SuppressedError)) return error.message;
  return [error.suppressed, error.error].map((one) => messageOf(one as Error)).join('; ');
}
