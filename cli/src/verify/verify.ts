import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints } from '@triptych/client/endpoints';
import { type KeptTrace, newTestTrace } from '@triptych/client/kept-trace';
import { userSvc } from '@triptych/client/user-svc';
import type { Conversion } from '@triptych/contracts';
import { UserError } from '../command.ts';
import { type Answer, type Check, linkChecks, readBaseline } from './checks.ts';
import { noisePicture } from './picture.ts';

/** The answer of a check, and how long it took. */
export interface Verdict extends Answer, Pick<Check, 'link' | 'title'> {
  readonly seconds: number;
}

export interface ProofOptions {
  /** Seconds within which all checks must hold; those of a conversion, after it. */
  readonly timeoutSeconds: number;
  /** Ends the proof early: checks that have not held by then do not hold. */
  readonly signal?: AbortSignal;
}

export interface VerifyOptions extends ProofOptions {
  /** Checks to make before the conversion, once each. */
  readonly receivers?: readonly Check[];
}

/**
 * Converts a picture and proves on the live backends that its signals link. Yields the verdicts in order; the last is that
 * of the conversion when user_svc refuses it.
 */
export async function* verify(endpoints: Endpoints, options: VerifyOptions): AsyncGenerator<Verdict> {
  for (const check of options.receivers ?? []) yield judged(check, () => attempt(check));
  const baseline = await readBaseline(endpoints);
  const trace = newTestTrace();
  let conversion: Conversion | undefined;
  yield judged({ link: 'conversion', title: 'a picture is converted' }, async () => {
    const asked = `POST ${endpoints.userSvc}/v1/conversions?format=webp&width=48`;
    return orRefused(asked, async () => {
      conversion = await convert(endpoints, trace, options.signal);
      return { asked, ...conversionAnswer(conversion) };
    });
  });
  if (conversion) yield* proveAll(linkChecks(endpoints, conversion, baseline, trace.spanId), options);
}

/**
 * Repeats each check until it holds, since signals take a moment to arrive, or until the time is over for all of them.
 * Yields the verdicts in order. The checks must have no effects.
 */
export async function* proveAll(checks: readonly Check[], options: ProofOptions): AsyncGenerator<Verdict> {
  const deadline = performance.now() + options.timeoutSeconds * 1000;
  for (const check of checks) yield judged(check, () => repeat(check, deadline, options.signal));
}

async function judged(check: Pick<Check, 'link' | 'title'>, answer: () => Promise<Answer>): Promise<Verdict> {
  const { link, title } = check;
  const from = performance.now();
  const answered = await answer();
  const seconds = Number(((performance.now() - from) / 1000).toFixed(2));
  return { ...(link && { link }), title, ...answered, seconds };
}

async function convert(endpoints: Endpoints, trace: KeptTrace, signal?: AbortSignal): Promise<Conversion> {
  const client = userSvc(endpoints.userSvc, signal);
  const options = { format: 'webp', width: 48 } as const;
  const conversion = await client.start(noisePicture(), options, `verify-${randomUUID()}`, trace);
  return client.follow(conversion, undefined, trace);
}

function conversionAnswer({ id, status, request_id, trace_id, result, failure }: Conversion) {
  const size = result && `${result.output.width} × ${result.output.height} ${result.output.format}`;
  return {
    ok: status === 'succeeded' && result?.output.width === 48,
    got: `${id}: ${status} ${size ?? failure?.detail ?? ''} (request ${request_id}, trace ${trace_id})`,
  };
}

/** Repeats a check every 250 ms until it holds: no backend announces that it has stored something. */
async function repeat(check: Check, deadline: number, signal?: AbortSignal): Promise<Answer> {
  for (;;) {
    const answer = await attempt(check);
    if (answer.ok || signal?.aborted || performance.now() >= deadline) return answer;
    await delay(250);
  }
}

const attempt = (check: Check): Promise<Answer> => orRefused(check.title, () => check.run());

/** The answer; when a part does not give one, its error. */
async function orRefused(asked: string, answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ok: false, asked, got: error.message };
  }
}
