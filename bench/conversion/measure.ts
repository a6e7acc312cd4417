import { cpuOf } from '../support/cpu.ts';
import { type Conversion, IN_FLIGHT, type Subject } from './subject.ts';

export interface Sample {
  readonly conversions: number;
  readonly perSecond: number;
  readonly medianMillis: number;
  readonly p99Millis: number;
  /** CPU of one conversion: of the main process, and of its children. */
  readonly mainMillis: number;
  readonly converterMillis: number;
  /** Size of a result; over HTTP with its headers. */
  readonly bytes: number;
}

/** Lets the side convert a picture for about that many seconds, after a few conversions that do not count. */
export async function measure(subject: Subject, conversion: Conversion, seconds: number): Promise<Sample> {
  const warmUp = await convert(subject, conversion, 2 * IN_FLIGHT);
  const amount = Math.max(2 * IN_FLIGHT, Math.round((warmUp.requests / warmUp.seconds) * seconds));
  const before = cpuOf(subject.pid);
  const result = await convert(subject, conversion, amount);
  const after = cpuOf(subject.pid);
  return {
    conversions: result.requests,
    perSecond: result.requests / result.seconds,
    medianMillis: result.medianMillis,
    p99Millis: result.p99Millis,
    mainMillis: (after.own - before.own) / result.requests,
    converterMillis: (after.children - before.children) / result.requests,
    bytes: result.bytesPerReply,
  };
}

async function convert(subject: Subject, conversion: Conversion, amount: number) {
  const result = await subject.convert(conversion, amount);
  if (result.failed === 0) return result;
  const { picture, options } = conversion;
  throw new Error(`${subject.name} did not convert ${picture.name} to ${options.format}: ${result.failed} failed`);
}
