import type { ConversionResult, CreateJobRequest, JobFailure } from '@triptych/contracts';

export type Attempt =
  | { readonly outcome: 'succeeded'; readonly result: ConversionResult }
  /** Rejected: the request is at fault, and would fail again. */
  | { readonly outcome: 'rejected' | 'retryable'; readonly failure: JobFailure };

/** One attempt at a conversion. Rejects never; what went wrong is in the outcome. */
export type Convert = (request: CreateJobRequest, signal: AbortSignal) => Promise<Attempt>;

/** Asks image_svc at `baseUrl`, for at most `deadlineSeconds`. */
export function imageClient(baseUrl: string, deadlineSeconds: number): Convert {
  const url = new URL('/image_svc/ConvertImage', baseUrl);
  return async (request, signal) => {
    try {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
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

/** What may pass: too busy, too slow, or a failure of the service; what the request caused does not. */
function isRetryable(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

function failureOf(status: number, { code, detail }: Partial<JobFailure>): JobFailure {
  return { code: code ?? 'image_svc_error', detail: detail ?? `image_svc answered ${status}` };
}

/** fetch hides why it failed in the cause. */
function reasonOf(error: Error): string {
  const cause = error.cause as Error | undefined;
  return `image_svc cannot be reached: ${cause?.message || error.message}`;
}
