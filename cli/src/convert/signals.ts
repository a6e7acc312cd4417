/**
 * Until disposed, a signal ends the process between two turns of the event loop instead of at once: a synchronous
 * write is finished first. The process still ends by the signal, as the shell expects.
 */
export function deferSignals(): Disposable {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = () => {
    for (const name of names) process.off(name, end);
  };
  const end = (name: NodeJS.Signals) => {
    stop();
    process.kill(process.pid, name);
  };
  for (const name of names) process.on(name, end);
  return { [Symbol.dispose]: stop };
}
