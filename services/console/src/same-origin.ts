import { ProblemError } from '@triptych/contracts';
import type { FastifyRequest } from 'fastify';

/**
 * Refuses a request that the page of another site made: a browser would send the session with it. Programs such as curl
 * send neither header, and have no session that somebody else could use.
 */
export async function requireSameOrigin({ headers, host }: FastifyRequest): Promise<void> {
  const { origin, 'sec-fetch-site': site } = headers;
  // Browsers send `sec-fetch-site` only to https and to this machine.
  const isOther = site === undefined ? origin !== undefined && hostOf(origin) !== host : site !== 'same-origin';
  if (!isOther) return;
  const detail = 'The request comes from a page of another site. Use the page of the console.';
  throw new ProblemError({ status: 403, code: 'cross_origin', detail });
}

/** `Origin: null` comes from a page without an origin, such as a file. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
