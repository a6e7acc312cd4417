import { print } from '@triptych/terminal';
import { defineCommand, readOffset, UsageError, UserError } from '../command.ts';
import type { Drill } from '../drill/drill.ts';
import { DRILLS } from '../drill/drills/index.ts';
import { restoreAlone } from '../drill/local/changed-parts.ts';
import { openLocalSystem } from '../drill/local/system.ts';
import { relayAlerts } from '../drill/receiver/relay.ts';
import { noProgress, showProgress } from '../drill/report/progress.ts';
import { drillToJson, renderList, renderOutcomes, toJson } from '../drill/report/table.ts';
import { runDrills } from '../drill/run/session.ts';
import { openStack } from '../local/stack.ts';
import { onSignals } from '../signals.ts';
import { targetHelp, targetOptions } from '../target.ts';

export const drill = defineCommand({
  name: 'drill',
  summary: 'cause real faults and wait for their alerts',
  help: `
Usage: triptych drill NAME…|--all|--list|--restore [--json] [options]

A drill causes a fault in a running system, waits until its alerts fire, follows their links, ends the fault and waits
until the alerts are resolved. The alert rules run with time 120 times as fast; their thresholds are unchanged. During
drills no other receiver is notified. Afterwards, also after Ctrl-C, the system is as it was. Exit 0 when every alert
fired and was resolved, else 1. docs/drills.md describes each drill.

  --all                    run every drill that this system allows
  --list                   list the drills and their alerts
  --restore                restore the system after a drill that was killed
  --receive                receive alerts and print them; drills run this in a cluster
  --json                   print the outcome as JSON, times in seconds${targetHelp}
`,
  options: {
    all: { type: 'boolean' },
    list: { type: 'boolean' },
    restore: { type: 'boolean' },
    json: { type: 'boolean' },
    receive: { type: 'boolean' },
    ...targetOptions,
  },
  positionals: true,
  async run(values, names) {
    if (values.list) {
      if (values.json) print(JSON.stringify(DRILLS.map(drillToJson), null, 2));
      else for (const line of renderList(DRILLS)) print(line);
      return 0;
    }
    const stop = new AbortController();
    if (values.receive) {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
      await relayAlerts(stop.signal);
      return 0;
    }
    const { context, namespace, release } = values;
    const target = [context, namespace, release].some((value) => value !== undefined)
      ? { context, namespace, release }
      : undefined;
    const stack = openStack(readOffset(values['port-offset']));
    if (values.restore) {
      const changed = target ? await (await loadCluster()).restoreRelease(target) : await restoreAlone(stack);
      print(changed.length > 0 ? `Restored: ${changed.join(', ')}.` : 'There was nothing to restore.');
      return 0;
    }
    const drills = choose(names, values.all ?? false, target ? 'cluster' : 'local');
    onSignals(
      () => stop.abort(new UserError('stopped')),
      // The next drill, or --restore, restores the system.
      () => process.exit(130),
    );
    const progress = values.json ? noProgress : showProgress(drills.length);
    const show = (what: string) => progress.step(what);
    const outcomes = await runDrills(drills, {
      open: async () =>
        target
          ? (await loadCluster()).openClusterSystem({ target, signal: stop.signal, show })
          : openLocalSystem(stack, show),
      signal: stop.signal,
      progress,
    }).finally(() => progress.close());
    if (values.json) print(JSON.stringify(toJson(outcomes), null, 2));
    else for (const line of ['', ...renderOutcomes(outcomes)]) print(line);
    if (stop.signal.aborted) throw new UserError('stopped; the system is as it was');
    return outcomes.every(({ problems }) => problems.length === 0) ? 0 : 1;
  },
});

function choose(names: readonly string[], all: boolean, kind: 'local' | 'cluster'): readonly Drill[] {
  if (all && names.length > 0) throw new UsageError('name drills, or give --all, not both');
  const possible = DRILLS.filter(({ where = kind }) => where === kind);
  if (all) return possible;
  if (names.length === 0) throw new UsageError('name at least one drill, or give --all; --list lists the drills');
  return names.map((name) => {
    const found = DRILLS.find((one) => one.name === name);
    if (!found) throw new UsageError(`there is no drill "${name}"; --list lists the drills`);
    if (!possible.includes(found)) throw new UsageError(`${name} ${NEEDS[kind]}`);
    return found;
  });
}

/** The Kubernetes client is loaded only for a cluster. */
const loadCluster = () => import('../drill/cluster/system.ts');

/** What a drill needs that cannot run on a system of this kind. */
const NEEDS = {
  local: 'needs a cluster: give --context NAME',
  cluster: 'needs the local stack: leave out --context, --namespace and --release',
};
