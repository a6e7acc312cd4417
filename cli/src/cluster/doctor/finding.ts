import type { Reading } from './snapshot.ts';

export type Level = 'ok' | 'warn' | 'fail';

type Unknown = Exclude<Reading<never>, { value: never }>;

/** One line of the doctor. */
export interface Finding {
  readonly level: Level;
  readonly what: string;
  /** What can be done about it. */
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

/** What could not be read, and why. */
export function unknown(subject: string, { unknown: why, right, wrong }: Unknown): Finding {
  if (wrong) return fail(`${subject}: ${why}`);
  return warn(`${subject}: not known${right ? ` without the right to ${right}` : `, ${why}`}`);
}

/** Judges what was read; what could not be read is a warning that says why. */
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
