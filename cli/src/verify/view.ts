import { colour, print } from '@triptych/terminal';
import type { VerifyRun } from './schedule.ts';
import type { Verdict } from './verify.ts';

export const failedOf = (verdicts: readonly Verdict[]) => verdicts.filter(({ ok }) => !ok).length;

/** One sentence about all verdicts. */
export function resultOf(verdicts: readonly Verdict[]): string {
  const failed = failedOf(verdicts);
  return failed === 0 ? `All ${verdicts.length} links hold.` : `${failed} of ${verdicts.length} links do not hold.`;
}

/** Prints a run of many: of the links only those that do not hold. */
export function showRun({ verdicts, seconds, endedAt }: VerifyRun, json = false): void {
  const time = endedAt.toISOString();
  if (json) print(JSON.stringify({ time, seconds, ok: failedOf(verdicts) === 0, checks: verdicts }));
  else {
    for (const verdict of verdicts) if (!verdict.ok) show(verdict);
    print(`${time} ${resultOf(verdicts)} ${colour('dim', `${seconds.toFixed(1)} s`)}`);
  }
}

/** Prints a verdict. */
export function show({ ok, title, asked, got, advice }: Verdict): void {
  print(`${ok ? colour('green', '✔') : colour('red', '✘')} ${title}`);
  print(colour('dim', `    asked  ${asked}`));
  print(`    ${colour('dim', 'got')}    ${got}`);
  if (advice) print(`    ${colour('dim', 'do')}     ${advice}`);
}
