import { colour, duration, print } from '@triptych/terminal';

const TIME_WIDTH = 12;
const NAME_WIDTH = 20;
const REDRAW_MS = 500;

/** Shows how drills go. */
export interface Progress {
  /** Of a drill, or of the session as a whole. */
  step(what: string, drill?: string): void;
  began(drill: string): void;
  ended(drill: string): void;
  /** Leaves the screen as it is: what follows are plain lines. */
  close(): void;
}

/** A line for each step, and on a terminal below them what is under way. */
export function showProgress(total: number, startedAt = Date.now()): Progress {
  const running = new Map<string, number>();
  const live = process.stdout.isTTY;
  let done = 0;
  const erase = () => live && process.stdout.write('\r\u001b[K');
  const draw = () => {
    if (!live) return;
    erase();
    // A line that wraps would be two to erase.
    const line = underWay(running, done, total).slice(0, (process.stdout.columns || 80) - 1);
    process.stdout.write(colour('dim', line));
  };
  const timer = live ? setInterval(draw, REDRAW_MS).unref() : undefined;
  return {
    step(what, drill = '') {
      erase();
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
      erase();
    },
  };
}

/** Of JSON alone there is nothing to see until the end. */
export const noProgress: Progress = { step() {}, began() {}, ended() {}, close() {} };

/** What runs, for how long, and how many have. */
export function underWay(running: ReadonlyMap<string, number>, done: number, total: number, now = Date.now()): string {
  const each = [...running].map(([name, since]) => `${name} ${duration(now - since)}`);
  return `${' '.repeat(TIME_WIDTH + 2)}${[...each, `${done} of ${total} done`].join('   ')}`;
}
