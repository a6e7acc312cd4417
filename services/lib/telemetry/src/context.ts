import { randomFillSync } from 'node:crypto';
import { type Context, context, createContextKey } from '@opentelemetry/api';
import { v7 as uuidv7 } from 'uuid';

export const REQUEST_ID_HEADER = 'x-request-id';

const REQUEST_ID = createContextKey('triptych request id');
const ACCEPTED = /^[A-Za-z0-9._-]{8,128}$/;

const ID_BYTES = 16;
const pool = new Uint8Array(256 * ID_BYTES);
let used = pool.length;
/** Random bytes for 256 ids at once: a system call for each id costs more than the rest of it. */
const RANDOM = {
  rng(): Uint8Array {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += ID_BYTES;
    return pool.subarray(used - ID_BYTES, used);
  },
};

/** Returns the caller's request id when it is well-formed, else a new UUIDv7, which sorts by time. */
export function acceptRequestId(offered: unknown): string {
  return typeof offered === 'string' && ACCEPTED.test(offered) ? offered : uuidv7(RANDOM);
}

export function withRequestId(ctx: Context, requestId: string): Context {
  return ctx.setValue(REQUEST_ID, requestId);
}

/** Id of the request to which `ctx` belongs, by default the context of the running code. */
export function requestIdOf(ctx: Context = context.active()): string | undefined {
  return ctx.getValue(REQUEST_ID) as string | undefined;
}
