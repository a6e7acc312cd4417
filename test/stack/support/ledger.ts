import type { Section } from '../../../cli/src/audit/balance.ts';
import type { Hop, Signal } from '../../../cli/src/audit/ledger.ts';
import type { TestStack } from './conversions.ts';
import { until } from './until.ts';

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
async function audit(stack: TestStack, ...args: string[]): Promise<{ stdout: string; code: number }> {
  try {
    return { stdout: (await stack.triptych('audit', '--since', '20m', ...args)).stdout, code: 0 };
  } catch (error) {
    const { code, stdout = '' } = error as { code?: number; stdout?: string };
    if (code !== 1 || stdout === '') throw error;
    return { stdout, code };
  }
}

/** Until then every place has counted what has happened before, and Prometheus has these counts. */
const SETTLED_MILLIS = 30_000;

/** The ledgers once nothing of what has happened so far is on the way any more: what is missing then is lost. */
export async function settledLedgers(stack: TestStack): Promise<Ledgers & { readonly code: number }> {
  const settledAt = Date.now() + SETTLED_MILLIS;
  const isAtRest = ({ in: into, out, waiting }: Hop) =>
    into.moving + out.moving === 0 && Object.values(waiting).every(({ items = 0, bytes = 0 }) => items + bytes === 0);
  return until(
    'ledgers at rest',
    async () => {
      const { stdout, code } = await audit(stack, '--json');
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
export async function auditText(stack: TestStack): Promise<string> {
  return (await audit(stack)).stdout;
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
