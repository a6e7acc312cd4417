import type { Group } from '@triptych/parts';

export type PartState =
  | 'waiting'
  | 'downloading'
  | 'building'
  | 'starting'
  | 'ready'
  | 'restarting'
  | 'stopping'
  | 'stopped'
  | 'failed';

/** The state of a part, without a look at its process. */
export interface PartView {
  readonly name: string;
  readonly state: PartState;
  readonly detail: string;
  /** What to do about a failure that this part has in common with others. */
  readonly advice?: string | undefined;
  /** The image of its container, where the part runs in one. */
  readonly image?: string | undefined;
  /** When the part entered this state, in milliseconds since 1970. */
  readonly since: number;
  /** Time from the start of the stack until the part was first ready. */
  readonly readyAfterMs?: number | undefined;
  /** Consecutive starts after which the process soon ended. */
  readonly failures: number;
  readonly url?: string | undefined;
}

/** The state of a part with what a look at its process shows. */
export interface PartStatus extends PartView {
  readonly group: Group;
  readonly ports: Readonly<Record<string, number>>;
  readonly healthy: boolean;
  readonly pid?: number | undefined;
  readonly uptimeSeconds?: number | undefined;
  readonly restarts: number;
  /** Memory of its main process alone. */
  readonly rssMainBytes?: number | undefined;
  /** Memory of its main process with all descendants; shared memory counts once for each of them. */
  readonly rssBytes?: number | undefined;
  readonly log: string;
}

export interface Status {
  readonly running: boolean;
  readonly healthy: boolean;
  readonly offset: number;
  readonly dir: string;
  readonly supervisor?: number | undefined;
  readonly parts: readonly PartStatus[];
}

/** What a supervisor sends to its watchers. */
export type StackEvent = { readonly parts: readonly PartView[] } | { readonly note: string };

const patienceMs = 120_000;
const patienceStarts = 5;

/** Why waiting for this part is in vain; undefined when it is not. */
export function trouble(part: PartView, now = Date.now()): string | undefined {
  if (part.state === 'failed') return part.detail || 'it cannot start';
  if (part.failures >= patienceStarts) return `it ended ${part.failures} times in a row; the supervisor keeps trying`;
  if (part.state === 'starting' && now - part.since > patienceMs) return `not ready after ${patienceMs / 1000} s`;
  return undefined;
}

/** Why waiting for this part is in vain and, where it is known, what to do. */
export function explainTrouble(part: PartView): string | undefined {
  const why = trouble(part);
  return why && part.advice ? `${why}.\n${part.advice}` : why;
}

/** Whether waiting changes nothing more: each part is ready, stopped by the user, or in trouble. */
export function settled(parts: readonly PartView[]): boolean {
  const troubled = new Set(parts.filter((part) => trouble(part)).map(({ name }) => name));
  return parts.every(
    ({ name, state, detail }) =>
      state === 'ready' ||
      state === 'stopped' ||
      troubled.has(name) ||
      (state === 'waiting' && troubled.has(detail.replace('for ', ''))),
  );
}
