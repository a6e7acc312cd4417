import { OUTPUT_FORMATS, type OutputFormat } from '@triptych/contracts';
import { UsageError } from '../command.ts';

/** What may be asked for: a conversion to a format, a picture that must be refused, or only a look at a conversion. */
export const KINDS = [...OUTPUT_FORMATS, 'bad', 'status'] as const;
export type Kind = OutputFormat | 'bad' | 'status';

export type Mix = readonly { readonly kind: Kind; readonly weight: number }[];

export interface LoadOptions {
  /** Requests that are due each second, evenly spaced. */
  readonly rate: number;
  readonly seconds: number;
  /** Requests at a time; what is due beyond them waits, and its wait counts. */
  readonly concurrency: number;
  readonly mix: Mix;
  /** How long one request may take. */
  readonly timeoutSeconds?: number;
  /** Ends the load early: nothing more is started, and what is under way has `graceSeconds` to end. */
  readonly signal?: AbortSignal;
  readonly graceSeconds?: number;
}

/** Enough to bring any stack of one machine to its knees, and never endless. */
export const LIMITS = { rate: 500, seconds: 3600, concurrency: 256 } as const;

/** Reads `20`, `20/s` or `90/m`: requests a second. */
export function readRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(\/s|\/m)?$/.exec(text);
  const rate = match ? Number(match[1]) / (match[2] === '/m' ? 60 : 1) : Number.NaN;
  if (!(rate > 0 && rate <= LIMITS.rate)) {
    throw new UsageError(`--rate must be above 0 and at most ${LIMITS.rate} a second, such as 20/s, not "${text}"`);
  }
  return rate;
}

/** Reads `30`, `30s` or `5m`: seconds. */
export function readDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text);
  const seconds = match ? Number(match[1]) * (match[2] === 'm' ? 60 : 1) : Number.NaN;
  if (!(seconds > 0 && seconds <= LIMITS.seconds)) {
    throw new UsageError(`--duration must be above 0 and at most ${LIMITS.seconds} seconds, not "${text}"`);
  }
  return seconds;
}

export function readConcurrency(text: string): number {
  const concurrency = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(concurrency >= 1 && concurrency <= LIMITS.concurrency)) {
    throw new UsageError(`--concurrency must be a whole number from 1 to ${LIMITS.concurrency}, not "${text}"`);
  }
  return concurrency;
}

/** Reads `jpeg:5,png:2`: kinds with their weights. */
export function readMix(text: string): Mix {
  const mix = text.split(',').map((part) => {
    const [, name = '', weight = '1'] = /^([a-z]+)(?::(\d{1,4}))?$/.exec(part.trim()) ?? [];
    const kind = KINDS.find((one) => one === name);
    if (!kind)
      throw new UsageError(`--mix has "${part}", which is none of ${KINDS.join(', ')} with a weight, as in jpeg:5`);
    return { kind, weight: Number(weight) };
  });
  if (new Set(mix.map(({ kind }) => kind)).size < mix.length)
    throw new UsageError(`--mix "${text}" names a kind twice`);
  if (!mix.some(({ weight }) => weight > 0)) throw new UsageError(`--mix "${text}" leaves nothing to do`);
  return mix.filter(({ weight }) => weight > 0);
}
