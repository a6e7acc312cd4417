import { ProblemError } from '@triptych/contracts';
import type { Log } from '@triptych/telemetry';
import type { ActiveFault, Fault } from './fault.ts';

type Options = ActiveFault['options'];

export interface Registry {
  add(fault: Fault): void;
  /** All faults that can be started. */
  known(): readonly Fault[];
  /** The fault with this name; throws a 404 problem when there is none. */
  find(name: string): Fault;
  active(): ActiveFault[];
  /** Starts a fault, which ends by itself after `seconds`. An active fault of the same name is replaced. */
  start(name: string, options: Options, seconds: number): ActiveFault;
  /** Ends the fault with this name if it is active; without a name, ends all active faults. */
  end(name?: string): void;
  /** Logs every start and end from now on. */
  logTo(logger: Log): void;
}

interface Running {
  readonly options: Options;
  readonly endsAt: number;
  readonly timer: NodeJS.Timeout;
  readonly stop: () => void;
}

/** Creates the registry of these faults, which knows which are active and until when. */
export function createRegistry(faults: readonly Fault[]): Registry {
  const known = new Map(faults.map((fault) => [fault.name, fault]));
  const running = new Map<string, Running>();
  let log: Log | undefined;

  function find(name: string): Fault {
    const fault = known.get(name);
    if (fault) return fault;
    const detail = `There is no fault ${name}; there are ${[...known.keys()].join(', ')}.`;
    throw new ProblemError({ status: 404, code: 'fault_unknown', detail });
  }

  function end(name: string): void {
    const fault = running.get(name);
    if (!fault) return;
    running.delete(name);
    clearTimeout(fault.timer);
    fault.stop();
    log?.info({ fault: name }, 'fault ended');
  }

  function active(): ActiveFault[] {
    return [...running].map(([name, { options, endsAt }]) => ({
      name,
      options,
      secondsLeft: Math.max(0, Math.ceil((endsAt - performance.now()) / 1000)),
    }));
  }

  return {
    add: (fault) => void known.set(fault.name, fault),
    known: () => [...known.values()],
    find,
    active,
    start(name, options, seconds) {
      const fault = find(name);
      end(name);
      log?.warn({ fault: name, options, seconds }, 'fault started');
      const endsAt = performance.now() + seconds * 1000;
      const timer = setTimeout(() => end(name), seconds * 1000).unref();
      running.set(name, { options, endsAt, timer, stop: fault.start(options) });
      return { name, options, secondsLeft: seconds };
    },
    end(name) {
      for (const each of name === undefined ? [...running.keys()] : [find(name).name]) end(each);
    },
    logTo(logger) {
      log = logger;
    },
  };
}
