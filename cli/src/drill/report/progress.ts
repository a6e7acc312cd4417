import { colour, duration, print, progressLine } from '@triptych/terminal';

const TIME_WIDTH = 12;
const NAME_WIDTH = 20;
const REDRAW_MS = 500;

/** Shows the progress of drills. */
export interface Progress {
  /** A step of a drill, or of the whole session. */
  step(what: string, drill?: string): void;
  began(drill: string): void;
  ended(drill: string): void;
  /** Removes what is redrawn: plain lines follow. */
  close(): void;
}

/** Prints a line for each step and, on a terminal, shows below them which drills are running. */
export function showProgress(total: number, startedAt = Date.now()): Progress {
  const running = new Map<string, number>();
  const line = progressLine(process.stdout);
  let done = 0;
  const draw = () => line.show(describeRunning(running, done, total));
  const timer = line.isVisible ? setInterval(draw, REDRAW_MS).unref() : undefined;
  return {
    step(what, drill = '') {
      line.clear();
      const at = duration(Date.now() - startedAt).padStart(TIME_WIDTH);
      print(`${colour('dim', at)}  ${drill.padEnd(NAME_WIDTH)}  ${what}`);
      draw();
    },
    began: (drill) => void running.set(drill, Date.now()),
    ended(drill) {
      running.delete(drill);
      done += 1;
    },
    close() {
      clearInterval(timer);
      line.clear();
    },
  };
}

/** Shows nothing: with --json only the outcome is printed. */
export const noProgress: Progress = { step() {}, began() {}, ended() {}, close() {} };

/** The running drills with how long each has been running, and how many are done. */
export function describeRunning(
  running: ReadonlyMap<string, number>,
  done: number,
  total: number,
  now = Date.now(),
): string {
  const each = [...running].map(([name, since]) => `${name} ${duration(now - since)}`);
  return `${' '.repeat(TIME_WIDTH + 2)}${[...each, `${done} of ${total} done`].join('   ')}`;
}
