import { OUTPUT_FORMATS, type OutputFormat } from '@triptych/contracts';
import { UsageError } from '../command.ts';

/** The kinds of visits: a conversion to a format, an upload that must be refused, or a GET of a conversion. */
export const KINDS = [...OUTPUT_FORMATS, 'bad', 'status'] as const;
export type Kind = OutputFormat | 'bad' | 'status';

export type Mix = readonly { readonly kind: Kind; readonly weight: number }[];

export interface LoadOptions {
  /** Visits that are due each second, at even intervals. */
  readonly rate: number;
  readonly seconds: number;
  /** Visits at a time. A visit beyond them starts late, and its latency includes the wait. */
  readonly concurrency: number;
  readonly mix: Mix;
  /** How long one visit may take. */
  readonly timeoutSeconds?: number;
  /** Stops the load early: no more visits start, and the running ones have `graceSeconds` to end. */
  readonly signal?: AbortSignal;
  readonly graceSeconds?: number;
}

/** More than any stack of one machine can serve, and never endless. */
export const LIMITS = { rate: 500, seconds: 3600, concurrency: 256 } as const;

/** Reads `20`, `20/s` or `90/m` as visits per second. */
export function readRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(\/s|\/m)?$/.exec(text);
  const rate = match ? Number(match[1]) / (match[2] === '/m' ? 60 : 1) : Number.NaN;
  if (!(rate > 0 && rate <= LIMITS.rate)) {
    throw new UsageError(`--rate must be above 0 and at most ${LIMITS.rate} a second, such as 20/s, not "${text}"`);
  }
  return rate;
}

/** Reads `30`, `30s` or `5m` as seconds. */
export function readDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text);
  const seconds = match ? Number(match[1]) * (match[2] === 'm' ? 60 : 1) : Number.NaN;
  if (!(seconds > 0 && seconds <= LIMITS.seconds)) {
    throw new UsageError(`--duration must be above 0 and at most ${LIMITS.seconds} seconds, not "${text}"`);
  }
  return seconds;
}

/** Reads the number of visits at a time. */
export function readConcurrency(text: string): number {
  const concurrency = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(concurrency >= 1 && concurrency <= LIMITS.concurrency)) {
    throw new UsageError(`--concurrency must be a whole number from 1 to ${LIMITS.concurrency}, not "${text}"`);
  }
  return concurrency;
}

/** Reads `jpeg:5,png:2` as kinds with their weights. */
export function readMix(text: string): Mix {
  const mix = text.split(',').map((part) => {
    const [, name = '', weight = '1'] = /^([a-z]+)(?::(\d{1,4}))?$/.exec(part.trim()) ?? [];
    const kind = KINDS.find((one) => one === name);
    if (!kind)
      throw new UsageError(`--mix has "${part}": give one of ${KINDS.join(', ')} with a weight, such as jpeg:5`);
    return { kind, weight: Number(weight) };
  });
  if (new Set(mix.map(({ kind }) => kind)).size < mix.length)
    throw new UsageError(`--mix "${text}" names a kind twice`);
  if (!mix.some(({ weight }) => weight > 0)) throw new UsageError(`--mix "${text}" has no kind with a weight above 0`);
  return mix.filter(({ weight }) => weight > 0);
}
