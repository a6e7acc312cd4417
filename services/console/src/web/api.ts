/** A refusal of the console's server, as problem+json says it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, message: string, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Fetches JSON from the console's server. Throws an ApiError, also where the server does not answer. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return JSON.parse(await getText(path, signal)) as T;
}

/** As `getJson`, but the JSON is not read: for what a worker reads. */
export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  const reply = await fetch(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) }).catch(
    (cause) => {
      if (signal?.aborted) throw cause;
      throw new ApiError(0, 'The console does not answer. Is it still running?');
    },
  );
  if (reply.ok) return reply.text();
  const problem = (await reply.json().catch(() => ({}))) as { detail?: string; code?: string };
  throw new ApiError(reply.status, problem.detail ?? `The console answered ${reply.status}.`, problem.code);
}
