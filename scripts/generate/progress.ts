const QUIET_MS = 2000;
const LINE_MS = 5000;

/** Shows what is going on, and for how long, once it has taken 2 s: on one line of a terminal, else every 5 s. */
export function showStep(what: string | (() => string)): Disposable {
  const startedAt = Date.now();
  let lineAt = 0;
  const elapsed = () => `${typeof what === 'string' ? what : what()}: ${Math.round((Date.now() - startedAt) / 1000)} s`;
  const timer = setInterval(() => {
    if (Date.now() - startedAt < QUIET_MS) return;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${elapsed()}`);
    else if (Date.now() - lineAt >= LINE_MS) {
      lineAt = Date.now();
      process.stderr.write(`${elapsed()}\n`);
    }
  }, 250);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    },
  };
}
