import { progressLine } from './progress-line.ts';

const QUIET_MS = 2000;
const LINE_MS = 5000;

/**
 * Shows a step and its seconds so far on stderr, once it has taken 2 s: on one line of a terminal, elsewhere as a line
 * every 5 s. Disposing it ends the step.
 */
export function showStep(step: string | (() => string)): Disposable {
  const startedAt = Date.now();
  const line = progressLine();
  let lineAt = 0;
  const elapsed = () => `${typeof step === 'string' ? step : step()}: ${Math.round((Date.now() - startedAt) / 1000)} s`;
  const timer = setInterval(() => {
    if (Date.now() - startedAt < QUIET_MS) return;
    if (line.isVisible) line.show(elapsed());
    else if (Date.now() - lineAt >= LINE_MS) {
      lineAt = Date.now();
      process.stderr.write(`${elapsed()}\n`);
    }
  }, 250);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      line.clear();
    },
  };
}
