import { setTimeout as delay } from 'node:timers/promises';
import { activeAlerts } from '@triptych/client/prometheus';
import { UserError } from '../../command.ts';
import { startVisitors } from '../causes/visits.ts';
import type { Drill } from '../drill.ts';
import type { Progress } from '../report/progress.ts';
import type { System } from '../system.ts';
import { isObjectiveTicket, untilQuiet } from '../watch/alerts.ts';
import { type DrillOutcome, runDrill } from './run-drill.ts';
import { runTogether } from './schedule.ts';
import { withTimeLimit } from './time-limit.ts';

export interface SessionOptions {
  readonly open: () => Promise<System>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

const DRILLS_AT_ONCE = 3;
const SETTLE_SECONDS = 180;
const QUIET_MS = 10_000;

/** Prepares a system, runs drills on it and restores it. Resolves to the outcome of each drill that ran. */
export async function runDrills(drills: readonly Drill[], options: SessionOptions): Promise<DrillOutcome[]> {
  const { signal, progress } = options;
  await using system = await options.open();
  progress.step('visits user_svc as users do, and waits until no alert fires');
  await using visitors = await startVisitors(system.endpoints.userSvc, signal);
  await untilSettled(system, signal);
  const run = async (drill: Drill) => {
    progress.began(drill.name);
    const show = (what: string) => progress.step(what, drill.name);
    return runDrill(drill, { system, visitors, signal, show }).finally(() => progress.ended(drill.name));
  };
  const outcomes = await runTogether(drills, DRILLS_AT_ONCE, run, signal);
  return outcomes.sort((a, b) => position(drills, a) - position(drills, b));
}

/**
 * Resolves when the Watchdog arrives and no other alert does for ten seconds: some alerts fire only after all parts have
 * sent telemetry. Throws when an alert goes on firing.
 */
export async function untilSettled(system: System, signal: AbortSignal): Promise<void> {
  const { receiver, endpoints } = system;
  const isUnexpected = (alert: { labels: Readonly<Record<string, string>> }) =>
    alert.labels.alertname !== 'Watchdog' && !isObjectiveTicket(alert);
  try {
    await withTimeLimit('', SETTLE_SECONDS, signal, async (limit) => {
      await receiver.inbox.waitFor((all) => all.find(({ watchdog }) => watchdog), 0, limit);
      for (;;) {
        await untilQuiet(isUnexpected, system, limit);
        const mark = receiver.inbox.size;
        await delay(QUIET_MS, undefined, { signal: limit });
        if (!receiver.inbox.since(mark).some(isUnexpected)) return;
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    const firing = (await activeAlerts(endpoints.prometheus))
      .filter(isUnexpected)
      .map(({ labels }) => labels.alertname);
    const what = firing.length > 0 ? `${[...new Set(firing)].join(', ')} fires` : 'the Watchdog does not arrive';
    throw new UserError(`${what} before any drill has begun: mend that first`, { cause: error });
  }
}

const position = (drills: readonly Drill[], { drill }: DrillOutcome) => drills.findIndex(({ name }) => name === drill);
