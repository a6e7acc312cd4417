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
  const reply = await ask(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) });
  return reply.text();
}

/** Sends a change to the console's server. Throws an ApiError. */
export async function send(method: 'POST' | 'DELETE', path: string, json?: unknown): Promise<void> {
  const body =
    json === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
  await ask(path, { method, ...body });
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const reply = await fetch(path, init).catch((cause) => {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, 'The console does not answer. Is it still running?');
  });
  if (reply.ok) return reply;
  const problem = (await reply.json().catch(() => ({}))) as { detail?: string; code?: string };
  // The session has ended while the page was open.
  if (problem.code === 'login_required') {
    const { pathname, search, hash } = window.location;
    window.location.assign(`/login?to=${encodeURIComponent(pathname + search + hash)}`);
  }
  throw new ApiError(reply.status, problem.detail ?? `The console answered ${reply.status}.`, problem.code);
}
