import { colour, duration, print, table } from '@triptych/terminal';
import type { PartState, PartView, StackEvent } from './view.ts';

/** Shows how a stack comes up. */
export interface Progress {
  show(event: StackEvent): void;
  /** Stops redrawing; what follows are plain lines. */
  end(): void;
}

const paint: Partial<Record<string, 'green' | 'red' | 'yellow' | 'dim'>> = {
  ready: 'green',
  failed: 'red',
  restarting: 'yellow',
  waiting: 'dim',
  stopped: 'dim',
};

/** Redraws a table in place on a terminal; elsewhere prints a line for each change. */
export function showProgress(startedAt = Date.now()): Progress {
  return process.stdout.isTTY ? redrawnTable() : lines(startedAt);
}

function redrawnTable(): Progress {
  let parts: readonly PartView[] = [];
  let drawn = 0;
  const erase = () => {
    if (drawn) process.stdout.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = () => {
    erase();
    // A line that wraps would take two lines of the terminal.
    const rows = progressTable(parts, process.stdout.columns || 80);
    drawn = rows.length;
    if (rows.length) print(rows.join('\n'));
  };
  // Elapsed times change while nothing else does.
  const timer = setInterval(draw, 250);
  return {
    show(event) {
      if ('parts' in event) parts = event.parts;
      else {
        erase();
        print(event.note);
        draw();
      }
    },
    end() {
      clearInterval(timer);
      draw();
    },
  };
}

/** A row for each part: name, state, time in that state or until ready, detail. */
export function progressTable(parts: readonly PartView[], columns: number, now = Date.now()): string[] {
  const rows = parts.map(({ name, state, detail, since, readyAfterMs }) => {
    const elapsed = state === 'ready' ? (readyAfterMs ?? 0) : now - since;
    return [`  ${name}`, state, state === 'stopped' ? '' : duration(elapsed), detail];
  });
  const room =
    columns - 1 - Math.max(0, ...table(rows.map((row) => [...row.slice(0, 3), '|'])).map((line) => line.length));
  const fitted = rows.map((row) => [...row.slice(0, 3), (row[3] ?? '').slice(0, Math.max(0, room))]);
  return table(fitted, (cell, _, column) => {
    const tint = column === 1 ? paint[cell] : undefined;
    return tint ? colour(tint, cell) : cell;
  });
}

function lines(startedAt: number): Progress {
  const last = new Map<string, { state: PartState; detail: string; at: number }>();
  return {
    show(event) {
      if ('note' in event) return print(event.note);
      for (const { name, state, detail } of event.parts) {
        // The part starts within milliseconds.
        if (state === 'waiting' && !detail) continue;
        const before = last.get(name);
        const now = Date.now();
        if (before?.state === state && (before.detail === detail || now - before.at < 10_000)) continue;
        last.set(name, { state, detail, at: now });
        print(`${duration(now - startedAt).padStart(12)}  ${name.padEnd(12)}  ${state}${detail ? `  ${detail}` : ''}`);
      }
    },
    end() {},
  };
}

/** Prints a line for each part that stops. */
export function reportStops(): (event: StackEvent) => void {
  const stopped = new Set<string>();
  let first = true;
  return (event) => {
    if ('note' in event) return print(event.note);
    for (const { name, state } of event.parts) {
      if (state !== 'stopped' || stopped.has(name)) continue;
      stopped.add(name);
      if (!first) print(`  ${name} stopped`);
    }
    first = false;
  };
}
