import type { Reading } from './snapshot.ts';

export type Level = 'ok' | 'warn' | 'fail';

type Unknown = Exclude<Reading<never>, { value: never }>;

/** One line of the doctor's report. */
export interface Finding {
  readonly level: Level;
  readonly what: string;
  /** What to do about it. */
  readonly advice?: string | undefined;
}

/** The findings on one subject. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export const ok = (what: string): Finding => ({ level: 'ok', what });
export const warn = (what: string, advice?: string): Finding => ({ level: 'warn', what, advice });
export const fail = (what: string, advice?: string): Finding => ({ level: 'fail', what, advice });

/** The finding for a reading that failed: what could not be read, and why. */
export function unknown(subject: string, { unknown: why, right, wrong }: Unknown): Finding {
  if (wrong) return fail(`${subject}: ${why}`);
  return warn(`${subject}: not known${right ? ` without the right to ${right}` : `, ${why}`}`);
}

/** Judges a reading; a reading that failed becomes a warning with its reason. */
export function judge<T>(
  reading: Reading<T>,
  subject: string,
  check: (value: T) => readonly Finding[],
): readonly Finding[] {
  return 'value' in reading ? check(reading.value) : [unknown(subject, reading)];
}

/** The value of a reading, or `otherwise` where it is unknown. */
export function valueOr<T>(reading: Reading<T>, otherwise: T): T {
  return 'value' in reading ? reading.value : otherwise;
}
