import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '@triptych/client/errors';
import { RefusedError } from '@triptych/client/http';
import { type UserSvc, userSvc } from '@triptych/client/user-svc';
import type { Conversion } from '@triptych/contracts';
import type { Sample } from './samples.ts';

/** An upload that was answered with 202. */
export interface Accepted {
  readonly sample: Sample;
  readonly requestId: string;
  /** The reply to the upload. */
  readonly created: Conversion;
  /** The conversion when the client first saw that it had ended. */
  readonly finished: Conversion;
}

export interface Load {
  readonly accepted: readonly Accepted[];
  /** Request ids of uploads that were refused or cut off, with the reason; their jobs may exist. */
  readonly refused: ReadonlyMap<string, string>;
  /** Why event streams and status requests failed. */
  readonly interruptions: readonly string[];
}

export interface LoadOptions {
  readonly clients: number;
  readonly seconds: number;
  readonly onFinished?: (count: number) => void;
}

const RETRY_MILLIS = 250;

/**
 * Converts every sample through user_svc at `url`, by several clients at a time. A client repeats an upload that is
 * refused or cut off, with a new request id, and follows its conversion to its end. Rejects for a reply of 4xx, and when
 * the time is over.
 */
export async function convertAll(url: string, samples: readonly Sample[], options: LoadOptions): Promise<Load> {
  const { clients, seconds, onFinished } = options;
  const signal = AbortSignal.timeout(seconds * 1000);
  const api = userSvc(url, signal);
  const [accepted, refused, interruptions]: [Accepted[], Map<string, string>, string[]] = [[], new Map(), []];

  const upload = async (sample: Sample) => {
    for (;;) {
      const requestId = randomUUID();
      try {
        return { requestId, created: await api.start(sample.picture, sample.options, requestId) };
      } catch (error) {
        refused.set(requestId, reasonOf(error, signal));
        await delay(RETRY_MILLIS, undefined, { signal });
      }
    }
  };
  const follow = async (conversion: Conversion) => {
    for (;;) {
      try {
        return await api.follow(conversion);
      } catch (error) {
        interruptions.push(reasonOf(error, signal));
        await delay(RETRY_MILLIS, undefined, { signal });
      }
    }
  };

  const queue = samples.values();
  const client = async () => {
    for (const sample of queue) {
      const { requestId, created } = await upload(sample);
      accepted.push({ sample, requestId, created, finished: await follow(created) });
      onFinished?.(accepted.length);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { accepted, refused, interruptions };
}

/** The status and code of a refusal, or that the connection broke. Throws what no kill explains. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) throw new Error('the conversions did not end in time', { cause: error });
  if (error instanceof RefusedError) {
    if (error.status < 500) throw error;
    return `${error.status} ${error.code}`;
  }
  // fetch and the bodies of its replies throw a TypeError when a connection breaks.
  if (error instanceof UserError || error instanceof TypeError) return 'connection broken';
  throw error;
}

/** The bytes of the result of a finished conversion. */
export async function resultOf(api: UserSvc, conversion: Conversion): Promise<Buffer> {
  return Buffer.from(await (await api.result(conversion)).arrayBuffer());
}
