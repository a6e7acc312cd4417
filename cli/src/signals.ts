/** Calls `first` when the process is told to end, and `again` when it is told so once more by somebody who cannot wait. */
export function onSignals(first: () => void, again: () => void): void {
  let firstAt: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      firstAt ??= Date.now();
      // A terminal that is closed hangs up, on what it has interrupted already, too.
      if (name === 'SIGHUP') return first();
      // One Ctrl-C comes twice when npm, or a second Node above this one, passes it on.
      if (Date.now() - firstAt > 500) again();
      else first();
    });
  }
}
