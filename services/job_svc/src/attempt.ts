import type { ConversionResult, CreateJobRequest, JobFailure } from '@triptych/contracts';

export type Attempt =
  | { readonly outcome: 'succeeded'; readonly result: ConversionResult }
  /** `rejected`: the request is invalid and would fail again. */
  | { readonly outcome: 'rejected' | 'retryable'; readonly failure: JobFailure };

/** Makes one attempt at a conversion. Never rejects: the outcome says what went wrong. */
export type Convert = (request: CreateJobRequest, signal: AbortSignal) => Promise<Attempt>;

/** Returns a function that converts through image_svc at `baseUrl`, for at most `deadlineSeconds` an attempt. */
export function imageClient(baseUrl: string, deadlineSeconds: number): Convert {
  const url = new URL('/image_svc/ConvertImage', baseUrl);
  return async ({ name: _name, ...conversion }, signal) => {
    try {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(conversion),
        signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineSeconds * 1000)]),
      });
      const body = await reply.json();
      if (reply.ok) return { outcome: 'succeeded', result: body as ConversionResult };
      return {
        outcome: isRetryable(reply.status) ? 'retryable' : 'rejected',
        failure: failureOf(reply.status, body as Partial<JobFailure>),
      };
    } catch (error) {
      return { outcome: 'retryable', failure: { code: 'image_svc_unavailable', detail: reasonOf(error as Error) } };
    }
  };
}

/** True for failures that may pass: timeouts, overload and faults of the service. */
function isRetryable(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

function failureOf(status: number, { code, detail }: Partial<JobFailure>): JobFailure {
  return { code: code ?? 'image_svc_error', detail: detail ?? `image_svc answered ${status}` };
}

/** The reason of a failed fetch, which is in its cause. */
function reasonOf(error: Error): string {
  const cause = error.cause as Error | undefined;
  return `image_svc cannot be reached: ${cause?.message || error.message}`;
}
