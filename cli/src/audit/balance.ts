import type { Hop, Ledger } from './ledger.ts';

/**
 * One or more hops between two places with complete counts. `unknown`: no complete count is left to compare with.
 * `waiting`: what is missing may be what waits in a queue that counts bytes.
 */
export interface Section {
  readonly from: string;
  readonly to: string;
  readonly state: 'balanced' | 'missing' | 'waiting' | 'unknown';
  /** Items that came in, and neither left, were dropped, were sampled nor wait; negative when more left than came in. */
  readonly missing: number;
  /** Items that may be on the way, or that only a lost count lacks. So many do not make a gap. */
  readonly tolerance: number;
  /** Whether a process ended, so that a count may lack its last items. */
  readonly isLacking: boolean;
  /** Items that may have left before they were seen to come in. */
  readonly ahead: number;
}

/**
 * Compares what came into each section of the way with what left it. A section ends at each complete count, so a count
 * that was lost with a process never looks like a loss, and hides none: the places around it are compared.
 */
export function balance({ hops }: Ledger): Section[] {
  return sectionsOf(hops).map((section) => {
    const [first, last] = [section[0] as Hop, section.at(-1) as Hop];
    const missing = section.reduce((sum, hop) => sum + missingIn(hop), 0);
    const tolerance = first.in.moving + first.in.lacks + last.out.lacks;
    const names = {
      from: first.from,
      to: last.to,
      missing,
      tolerance,
      ahead: last.out.moving,
      isLacking: last.out.lacks > 0,
    };
    // What was sampled is itself computed from counts that are incomplete here.
    const isGuess = section.some(({ sampled }) => sampled !== undefined) && section.some(({ out }) => out.lacks > 0);
    if (!Number.isFinite(tolerance) || isGuess) return { ...names, state: 'unknown' };
    if (missing <= tolerance) return { ...names, state: 'balanced' };
    const waits = section.some(({ waiting }) => Object.values(waiting).some(({ bytes = 0 }) => bytes > 0));
    return { ...names, state: waits ? 'waiting' : 'missing' };
  });
}

/** The sections in which items are missing. */
export function gapsOf(ledger: Ledger): Section[] {
  return balance(ledger).filter(({ state }) => state === 'missing');
}

function sectionsOf(hops: readonly Hop[]): Hop[][] {
  const sections: Hop[][] = [];
  let open: Hop[] = [];
  for (const [i, hop] of hops.entries()) {
    open.push(hop);
    const next = hops[i + 1];
    if (next && (hop.out.lacks > 0 || next.in.lacks > 0)) continue;
    sections.push(open);
    open = [];
  }
  return sections;
}

function missingIn({ in: into, out, dropped, waiting, sampled = 0 }: Hop): number {
  const waits = Object.values(waiting).reduce((sum, { items = 0 }) => sum + items, 0);
  return into.items - out.items - sum(dropped) - sampled - waits;
}

/** The sum of the values of a record. */
export function sum(record: Readonly<Record<string, number>>): number {
  return Object.values(record).reduce((all, one) => all + one, 0);
}
