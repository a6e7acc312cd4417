import { print } from '@triptych/terminal';
import { defineCommand, readOffset, UsageError, UserError } from '../command.ts';
import type { Drill } from '../drill/drill.ts';
import { DRILLS } from '../drill/drills/index.ts';
import { restoreAlone } from '../drill/local/changed.ts';
import { openLocalSystem } from '../drill/local/system.ts';
import { noProgress, showProgress } from '../drill/progress.ts';
import { relay } from '../drill/relay.ts';
import { runDrills } from '../drill/session.ts';
import { renderList, renderOutcomes, toJson } from '../drill/table.ts';
import { openStack } from '../local/stack.ts';
import { onSignals } from '../signals.ts';
import { targetHelp, targetOptions } from '../target.ts';

export const drill = defineCommand({
  name: 'drill',
  summary: 'cause real faults and wait for their alerts',
  help: `
Usage: triptych drill NAME…|--all|--list|--restore [--json] [options]

Each drill causes a fault in a running system, waits until its alerts fire, follows their links, removes the fault and
waits until the alerts are resolved. The rules keep their thresholds; their durations are 120 times shorter.
During a drill no other receiver is notified. Afterwards, also after Ctrl-C, the system is as before. docs/drills.md
describes each drill. Exits with 0 when every alert fired and was resolved, otherwise 1.

  --all                    run every drill that this system supports
  --list                   list the drills and their alerts
  --restore                undo what a killed drill left behind
  --receive                receive alerts and print them, as a drill in a cluster does
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
      if (values.json) print(JSON.stringify(DRILLS.map(drillJson), null, 2));
      else for (const line of renderList(DRILLS)) print(line);
      return 0;
    }
    const stop = new AbortController();
    if (values.receive) {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
      await relay(stop.signal);
      return 0;
    }
    const { context, namespace, release } = values;
    const target = [context, namespace, release].some((value) => value !== undefined)
      ? { context, namespace, release }
      : undefined;
    const stack = openStack(readOffset(values['port-offset']));
    if (values.restore) {
      const changed = target ? await (await inCluster()).restoreRelease(target) : await restoreAlone(stack);
      print(changed.length > 0 ? `Put back: ${changed.join(', ')}.` : 'There was nothing to put back.');
      return 0;
    }
    const drills = choose(names, values.all ?? false, target ? 'cluster' : 'local');
    onSignals(
      () => stop.abort(new UserError('stopped')),
      // The next drill, or --restore, undoes what this one leaves behind.
      () => process.exit(130),
    );
    const progress = values.json ? noProgress : showProgress(drills.length);
    const show = (what: string) => progress.step(what);
    const outcomes = await runDrills(drills, {
      open: async () =>
        target
          ? (await inCluster()).openClusterSystem({ target, signal: stop.signal, show })
          : openLocalSystem(stack, show),
      signal: stop.signal,
      progress,
    }).finally(() => progress.close());
    if (values.json) print(JSON.stringify(toJson(outcomes), null, 2));
    else for (const line of ['', ...renderOutcomes(outcomes)]) print(line);
    if (stop.signal.aborted) throw new UserError('stopped; the system is as before');
    return outcomes.every(({ problems }) => problems.length === 0) ? 0 : 1;
  },
});

function choose(names: readonly string[], all: boolean, kind: 'local' | 'cluster'): readonly Drill[] {
  if (all && names.length > 0) throw new UsageError('name drills or give --all, not both');
  const here = DRILLS.filter(({ where = kind }) => where === kind);
  if (all) return here;
  if (names.length === 0) throw new UsageError('name at least one drill, or give --all; --list shows all drills');
  return names.map((name) => {
    const found = DRILLS.find((one) => one.name === name);
    if (!found) throw new UsageError(`there is no drill "${name}"; --list shows all drills`);
    if (!here.includes(found)) throw new UsageError(`${name} ${NEEDS[kind]}`);
    return found;
  });
}

/** Loaded when needed: the local stack needs no Kubernetes client. */
const inCluster = () => import('../drill/cluster/system.ts');

/** Why a drill cannot run on this kind of system. */
const NEEDS = {
  local: 'needs a cluster: give --context NAME',
  cluster: 'runs on the local stack alone: leave out --context, --namespace and --release',
};

function drillJson({ name, summary, expects, where }: Drill) {
  return {
    name,
    summary,
    alerts: expects.map(({ alert, severity, service }) => ({ alert, severity, service })),
    where,
  };
}
