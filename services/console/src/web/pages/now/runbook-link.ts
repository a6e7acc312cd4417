/** Where a runbook opens: its own URL, or the console's copy of a path in the repository; undefined for anything else. */
export function runbookLink(runbook: string | null): string | undefined {
  if (runbook === null) return undefined;
  if (/^https?:\/\//.test(runbook)) return runbook;
  const [, name] = /^docs\/runbooks\/(\w+\.md)$/.exec(runbook) ?? [];
  return name && `/runbooks/${name}`;
}
