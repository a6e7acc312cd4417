import { setTimeout as delay } from 'node:timers/promises';
import { activeAlerts } from '@triptych/client/prometheus';
import { UserError } from '../../command.ts';
import { startTraffic } from '../causes/visits.ts';
import type { Drill } from '../drill.ts';
import type { Progress } from '../report/progress.ts';
import type { System } from '../system.ts';
import { lingers, quiet } from '../watch/alerts.ts';
import { type Outcome, runDrill } from './run-drill.ts';
import { runTogether } from './schedule.ts';
import { limited } from './time-limit.ts';

export interface SessionOptions {
  readonly open: () => Promise<System>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

const AT_ONCE = 3;
const SETTLE_SECONDS = 180;
const QUIET_MS = 10_000;

/** Makes a system ready, runs drills on it and puts it back; resolves to what came of each that ran. */
export async function runDrills(drills: readonly Drill[], options: SessionOptions): Promise<Outcome[]> {
  const { signal, progress } = options;
  await using system = await options.open();
  progress.step('visits user_svc as people do, and waits until nothing fires');
  await using traffic = await startTraffic(system.endpoints.userSvc, signal);
  await settle(system, signal);
  const run = async (drill: Drill) => {
    progress.began(drill.name);
    const show = (what: string) => progress.step(what, drill.name);
    return runDrill(drill, { system, traffic, signal, show }).finally(() => progress.ended(drill.name));
  };
  const outcomes = await runTogether(drills, AT_ONCE, run, signal);
  return outcomes.sort((a, b) => position(drills, a) - position(drills, b));
}

/** Until the Watchdog comes, and for a while nothing else does: some only show when everything has told of itself. */
export async function settle(system: System, signal: AbortSignal): Promise<void> {
  const { receiver, endpoints } = system;
  const isNews = (alert: { labels: Readonly<Record<string, string>> }) =>
    alert.labels.alertname !== 'Watchdog' && !lingers(alert);
  try {
    await limited('', SETTLE_SECONDS, signal, async (within) => {
      await receiver.inbox.until((all) => all.find(({ watchdog }) => watchdog), 0, within);
      for (;;) {
        await quiet(isNews, system, within);
        const mark = receiver.inbox.size;
        await delay(QUIET_MS, undefined, { signal: within });
        if (!receiver.inbox.since(mark).some(isNews)) return;
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    const active = (await activeAlerts(endpoints.prometheus)).filter(isNews).map(({ labels }) => labels.alertname);
    const what = active.length > 0 ? `${[...new Set(active)].join(', ')} fires` : 'the Watchdog does not come';
    throw new UserError(`${what} without any drill: mend that first`, { cause: error });
  }
}

const position = (drills: readonly Drill[], { drill }: Outcome) => drills.findIndex(({ name }) => name === drill);
