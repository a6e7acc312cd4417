import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints } from '@triptych/client/endpoints';
import { type KeptTrace, newKeptTrace } from '@triptych/client/kept-trace';
import { userSvc } from '@triptych/client/user-svc';
import type { Conversion } from '@triptych/contracts';
import { UserError } from '../command.ts';
import { type Answer, type Check, linkChecks, readBaseline } from './checks.ts';
import { noisePicture } from './picture.ts';

/** The answer of a check, and how long it took. */
export interface Verdict extends Answer {
  readonly title: string;
  readonly seconds: number;
}

/**
 * Converts a picture and proves on the live backends that its signals link. Signals take a moment to arrive, so each
 * check is repeated until it holds, or until `timeoutSeconds` after the conversion. Before that it asks each of `receivers`
 * once. Yields the verdicts in order.
 */
export async function* verify(
  endpoints: Endpoints,
  timeoutSeconds: number,
  receivers: readonly Check[] = [],
): AsyncGenerator<Verdict> {
  for (const check of receivers) {
    const from = performance.now();
    yield { title: check.title, ...(await attempt(check)), seconds: secondsSince(from) };
  }
  const startedAt = performance.now();
  const baseline = await readBaseline(endpoints);
  const trace = newKeptTrace();
  const conversion = await convert(endpoints, trace);
  yield { ...conversionVerdict(endpoints, conversion), seconds: secondsSince(startedAt) };

  yield* proveAll(linkChecks(endpoints, conversion, baseline, trace.spanId), timeoutSeconds);
}

/**
 * Repeats each check until it holds, or until `timeoutSeconds` are over for all of them. Yields the verdicts in order. The
 * checks must have no effects.
 */
export async function* proveAll(checks: readonly Check[], timeoutSeconds: number): AsyncGenerator<Verdict> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  for (const check of checks) {
    const from = performance.now();
    yield { title: check.title, ...(await repeat(check, deadline)), seconds: secondsSince(from) };
  }
}

async function convert(endpoints: Endpoints, trace: KeptTrace): Promise<Conversion> {
  const client = userSvc(endpoints.userSvc);
  const options = { format: 'webp', width: 48 } as const;
  const conversion = await client.start(noisePicture(), options, `verify-${randomUUID()}`, trace);
  return client.follow(conversion);
}

function conversionVerdict(endpoints: Endpoints, { id, status, request_id, trace_id, result, failure }: Conversion) {
  const size = result && `${result.output.width} × ${result.output.height} ${result.output.format}`;
  return {
    title: 'a picture is converted',
    ok: status === 'succeeded' && result?.output.width === 48,
    asked: `POST ${endpoints.userSvc}/v1/conversions?format=webp&width=48`,
    got: `${id}: ${status} ${size ?? failure?.detail ?? ''} (request ${request_id}, trace ${trace_id})`,
  };
}

/** Repeats a check every 250 ms until it holds: no backend announces that it has stored something. */
async function repeat(check: Check, deadline: number): Promise<Answer> {
  for (;;) {
    const answer = await attempt(check);
    if (answer.ok || performance.now() >= deadline) return answer;
    await delay(250);
  }
}

async function attempt(check: Check): Promise<Answer> {
  try {
    return await check.run();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ok: false, asked: check.title, got: error.message };
  }
}

function secondsSince(start: number): number {
  return Number(((performance.now() - start) / 1000).toFixed(2));
}
