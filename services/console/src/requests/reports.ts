import type { Endpoints } from '@triptych/client/endpoints';
import { collect } from '@triptych/client/request/collect';
import type { TraceReport } from '@triptych/client/request/report';
import { ProblemError } from '@triptych/contracts';
import type { RequestQuery } from '../schemas/request.ts';
import { rangeOf } from './range.ts';

/** How long a backend may take for each question. */
export const BACKEND_SECONDS = 10;
const LIMITS = { mostSpans: 20_000, mostLines: 10_000 };
/** The page asks for the metrics of a request right after its spans: they are not collected twice. */
const KEPT_MS = 15_000;
const MOST_KEPT = 8;

/** Collects requests, and keeps the last of them for a moment. */
export class Reports {
  readonly #backends: Endpoints;
  readonly #kept = new Map<string, Promise<TraceReport>>();

  constructor(backends: Endpoints) {
    this.#backends = backends;
  }

  /** What the backends know now. Throws a problem with status 404 for an id that none of them knows. */
  collect(id: string, query: RequestQuery): Promise<TraceReport> {
    const key = keyOf(id, query);
    const report = this.#ask(id, query);
    this.#kept.delete(key);
    this.#kept.set(key, report);
    const forget = () => {
      if (this.#kept.get(key) === report) this.#kept.delete(key);
    };
    // A large report takes tens of megabytes: it does not wait for the next request to be forgotten.
    report.then(() => setTimeout(forget, KEPT_MS).unref(), forget);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > MOST_KEPT) this.#kept.delete(oldest);
    return report;
  }

  /** What the backends knew a moment ago; as `collect` where they were not asked. */
  recent(id: string, query: RequestQuery): Promise<TraceReport> {
    return this.#kept.get(keyOf(id, query)) ?? this.collect(id, query);
  }

  async #ask(id: string, query: RequestQuery): Promise<TraceReport> {
    const range = rangeOf(query);
    const report = await collect(this.#backends, id, { range, seconds: BACKEND_SECONDS, ...LIMITS });
    if (report.spans.length === 0 && report.lines.length === 0) {
      const detail = [`No backend knows ${id}.`, ...report.missing].join(' ');
      // Where no backend answers, nobody can say that the request does not exist.
      const isAway = report.missing.length > 0;
      throw new ProblemError({
        status: isAway ? 502 : 404,
        code: isAway ? 'backend_unavailable' : 'request_not_found',
        detail,
      });
    }
    return report;
  }
}

function keyOf(id: string, { from, to }: RequestQuery): string {
  return `${id} ${from ?? ''} ${to ?? ''}`;
}
