import { ProblemError } from '@triptych/contracts';

/** What an error says about the database; undefined for refused queries and bugs. */
type Meaning = 'unavailable' | 'timeout' | undefined;

/** By SQLSTATE, or by its class, the first two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATES: Record<string, Meaning> = {
  '08': 'unavailable', // connection exception
  '28': 'unavailable', // invalid authorization
  '53': 'unavailable', // insufficient resources: disk, memory, connections
  '58': 'unavailable', // system error, such as I/O
  '57P01': 'unavailable', // admin shutdown
  '57P02': 'unavailable', // crash shutdown
  '57P03': 'unavailable', // cannot connect now
  '3D000': 'unavailable', // the database does not exist
  '25006': 'unavailable', // read-only: a replica, or a failover
  '40': 'timeout', // transaction rollback: serialization failure, deadlock
  '57014': 'timeout', // query cancelled, for instance by statement_timeout
  '55P03': 'timeout', // lock not available
};

/** Codes of failed connections, from Node. */
const CONNECTIONS = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ETIMEDOUT ENOENT EACCES'.split(' '),
);

/** pg and pg-boss have no codes for these. */
const MESSAGES: readonly (readonly [RegExp, Meaning])[] = [
  [/^query read timeout/i, 'timeout'],
  // Every connection of the pool is busy for longer than connectionTimeoutMillis.
  [/^timeout exceeded when trying to connect/, 'timeout'],
  [/^connection terminated|^timeout expired|not queryable|after calling end on the pool/i, 'unavailable'],
  [/^database not opened|^the server does not support SSL|error establishing an SSL connection/i, 'unavailable'],
];

/** Turns an error of the queue into a problem when the database is away or slow; returns all other errors unchanged. */
export function toProblem(error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  const meaning = meaningOf(error);
  if (meaning === 'unavailable') return queueUnavailable(error);
  if (meaning !== 'timeout') return error;
  return new ProblemError({
    status: 503,
    code: 'queue_timeout',
    detail: 'The queue does not answer in time. Try again in a few seconds.',
    headers: { 'retry-after': '2' },
    cause: error,
  });
}

export function queueUnavailable(cause?: unknown): ProblemError {
  return new ProblemError({
    status: 503,
    code: 'queue_unavailable',
    detail: 'The queue cannot be reached. Try again in a few seconds.',
    headers: { 'retry-after': '2' },
    cause,
  });
}

/** Looks into causes, too: pg-boss wraps some errors of the database. */
function meaningOf(error: unknown): Meaning {
  if (!(error instanceof Error)) return undefined;
  const { code = '' } = error as { code?: string };
  const inner = [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
  return (
    SQLSTATES[code] ??
    SQLSTATES[/^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : ''] ??
    (CONNECTIONS.has(code) ? 'unavailable' : undefined) ??
    MESSAGES.find(([pattern]) => pattern.test(error.message))?.[1] ??
    inner.map(meaningOf).find((meaning) => meaning !== undefined)
  );
}
