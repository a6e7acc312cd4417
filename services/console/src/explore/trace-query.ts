import type { TraceSearch } from '@triptych/client/jaeger';
import { ProblemError } from '@triptych/contracts';

/** A search whose service may be missing: then every service is searched. */
export type TraceQuery = Omit<TraceSearch, 'service'> & { readonly service?: string };

const PAIR = /\s*([^\s="]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?=\s|$)/y;
const OWN_KEYS = ['service', 'operation', 'minDuration', 'maxDuration'] as const;
const DURATION = /^\d+(\.\d+)?(us|ms|s|m|h)$/;

/** Reads `service=user_svc operation="POST /v1/conversions" minDuration=100ms error=true`. Throws a problem with status 400. */
export function parseTraceQuery(text: string): TraceQuery {
  const pairs = new Map<string, string>();
  let position = 0;
  while (position < text.trimEnd().length) {
    PAIR.lastIndex = position;
    const [all, key, value] = PAIR.exec(text) ?? [];
    if (all === undefined || key === undefined || value === undefined) {
      throw refusal(
        `"${text.slice(position).trim()}" is no key=value. Write for example: service=user_svc minDuration=100ms error=true`,
      );
    }
    pairs.set(key, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value);
    position += all.length;
  }
  for (const key of ['minDuration', 'maxDuration']) {
    const value = pairs.get(key);
    if (value !== undefined && !DURATION.test(value)) {
      throw refusal(`${key} must be a number with a unit (us, ms, s, m, h), such as 100ms, not "${value}".`);
    }
  }
  const known = Object.fromEntries(OWN_KEYS.flatMap((key) => (pairs.get(key) ? [[key, pairs.get(key)]] : [])));
  for (const key of OWN_KEYS) pairs.delete(key);
  return { ...known, ...(pairs.size > 0 && { tags: Object.fromEntries(pairs) }) };
}

const refusal = (detail: string) => new ProblemError({ status: 400, code: 'invalid_query', detail });
