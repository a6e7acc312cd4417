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

/** What can be seen of a part at a glance. */
export interface PartView {
  readonly name: string;
  readonly state: PartState;
  readonly detail: string;
  /** When it came into this state. */
  readonly since: number;
  /** How long after the stack it was ready. */
  readonly readyAfterMs?: number | undefined;
  /** Starts in a row that did not last. */
  readonly failures: number;
  readonly url?: string | undefined;
}

/** What can be found out about a part by looking. */
export interface PartStatus extends PartView {
  readonly group: Group;
  /** Of its container, when it runs in one. */
  readonly image?: string | undefined;
  readonly ports: Readonly<Record<string, number>>;
  readonly healthy: boolean;
  readonly pid?: number | undefined;
  readonly uptimeSeconds?: number | undefined;
  readonly restarts: number;
  /** Of its first process. */
  readonly rssMainBytes?: number | undefined;
  /** With its children; memory that they share counts once for each. */
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

/** What a supervisor tells those who watch it. */
export type StackEvent = { readonly parts: readonly PartView[] } | { readonly note: string };

const patienceMs = 120_000;
const patienceStarts = 5;

/** Why nobody should wait for this part any longer. */
export function trouble(part: PartView, now = Date.now()): string | undefined {
  if (part.state === 'failed') return part.detail || 'it cannot start';
  if (part.failures >= patienceStarts) return `it ended ${part.failures} times in a row; it will be tried again`;
  if (part.state === 'starting' && now - part.since > patienceMs) return `not ready after ${patienceMs / 1000} s`;
  return undefined;
}

/** Whether nothing more will come by waiting: each part is ready, stopped by hand, or in trouble. */
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
