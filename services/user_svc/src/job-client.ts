import { type CreateJobRequest, type GetJobQuery, type Job, type Problem, ProblemError } from '@triptych/contracts';

export interface JobClient {
  create(request: CreateJobRequest, idempotencyKey: string): Promise<Job>;
  get(id: string, query?: GetJobQuery, signal?: AbortSignal): Promise<Job>;
  /** Rejects with the reason when job_svc cannot be used. */
  check(): Promise<void>;
}

const TIMEOUT_SECONDS = 10;

/** A client of job_svc at `baseUrl`. It passes 4xx and 503 on, turns other 5xx into 502, and no answer into 503. */
export function jobClient(baseUrl: string): JobClient {
  async function call(path: string, init: RequestInit, seconds = TIMEOUT_SECONDS): Promise<Response> {
    const signals = [AbortSignal.timeout(seconds * 1000), ...(init.signal ? [init.signal] : [])];
    const send = () => fetch(new URL(path, baseUrl), { ...init, signal: AbortSignal.any(signals) });
    try {
      // Retried once when the connection breaks, as it does when a job_svc stops: another one may answer. Every call
      // here is safe to repeat.
      return await send().catch((error) => (error instanceof TypeError ? send() : Promise.reject(error)));
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw unavailable(cause);
    }
  }

  async function jobOf(reply: Response, signal?: AbortSignal): Promise<Job> {
    if (reply.ok) {
      const job = await reply.json().catch((cause) => {
        signal?.throwIfAborted();
        throw unavailable(cause);
      });
      return job as Job;
    }
    const problem = (await reply.json().catch(() => ({}))) as Partial<Problem>;
    const detail = problem.detail ?? `job_svc answered ${reply.status}`;
    const retryAfter = reply.headers.get('retry-after');
    throw new ProblemError({
      status: reply.status < 500 || reply.status === 503 ? reply.status : 502,
      code: problem.code ?? 'job_svc_error',
      detail,
      ...(retryAfter && { headers: { 'retry-after': retryAfter } }),
    });
  }

  return {
    async create(request, idempotencyKey) {
      const reply = await call('/v1/jobs', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(request),
      });
      return jobOf(reply);
    },

    async get(id, query = {}, signal) {
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
      );
      const init = signal ? { signal } : {};
      const reply = await call(`/v1/jobs/${id}?${search}`, init, TIMEOUT_SECONDS + (query.wait ?? 0));
      return jobOf(reply, signal);
    },

    async check() {
      const reply = await call('/health', {}, 1);
      if (!reply.ok) throw new Error(`job_svc answers ${reply.status}`);
      await reply.body?.cancel();
    },
  };
}

/** Used, too, when a reply breaks off: job_svc may have created the job. */
function unavailable(cause: unknown): ProblemError {
  return new ProblemError({
    status: 503,
    code: 'job_svc_unavailable',
    detail: 'The service cannot accept conversions at the moment. Try again in a few seconds.',
    headers: { 'retry-after': '2' },
    cause,
  });
}
