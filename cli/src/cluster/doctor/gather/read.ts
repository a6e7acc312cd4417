import { UserError } from '../../../command.ts';
import { KubeError } from '../../kube-error.ts';
import type { Reading } from '../snapshot.ts';

/** The reply to a request, or why there is none. Rejects with errors that are bugs. */
export async function read<T>(request: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await request() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unknown: error.message, right: error instanceof KubeError ? error.right : undefined };
  }
}

/** A reading that needs the value of another one; it is unknown where that one is. */
export async function readFrom<T, U>(reading: Reading<T>, next: (value: T) => Promise<U>): Promise<Reading<U>> {
  return 'value' in reading ? read(() => next(reading.value)) : reading;
}

/** Seconds from a time of the API until now. The time is a text, although the library's types say Date. */
export function secondsSince(time: Date | string | undefined, now = Date.now()): number {
  return time === undefined ? 0 : (now - new Date(time).getTime()) / 1000;
}
