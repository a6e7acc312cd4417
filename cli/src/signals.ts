/** Calls `first` at the first signal to end, and `again` at a further one more than 0.5 s later: the user does not want to wait. */
export function onSignals(first: () => void, again: () => void): void {
  let firstAt: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      firstAt ??= Date.now();
      // A closed terminal sends SIGHUP, also after a Ctrl-C.
      if (name === 'SIGHUP') return first();
      // One Ctrl-C arrives twice when npm, or a parent Node, passes it on.
      if (Date.now() - firstAt > 500) again();
      else first();
    });
  }
}
