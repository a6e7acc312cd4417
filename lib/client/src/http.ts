import type { Problem } from '@triptych/contracts';
import { UserError } from './errors.ts';

const headersBelow = new Map<string, Readonly<Record<string, string>>>();

/** Adds headers to every later request of this process to a URL below `base`: credentials, or a tenant. */
export function sendHeaders(base: string, headers: Readonly<Record<string, string>>): void {
  headersBelow.set(`${new URL(base).href.replace(/\/$/, '')}/`, headers);
}

function withHeaders(url: string | URL, own: RequestInit['headers']): Headers {
  const { href } = new URL(url);
  const added = [...headersBelow].flatMap(([base, headers]) => (href.startsWith(base) ? Object.entries(headers) : []));
  const all = new Headers(added);
  for (const [name, value] of new Headers(own)) all.set(name, value);
  return all;
}

/** Fetches a URL. Throws a UserError that says what to do when nothing answers within `seconds`. */
export async function request(url: string | URL, init: RequestInit = {}, seconds = 30): Promise<Response> {
  try {
    const headers = withHeaders(url, init.headers);
    return await fetch(url, { signal: AbortSignal.timeout(seconds * 1000), ...init, headers });
  } catch (error) {
    const { origin } = new URL(url);
    throw new UserError(`${origin} does not answer (${causeOf(error as Error)}). Is it up? See "triptych status".`, {
      cause: error,
    });
  }
}

/** What lies beneath a failed fetch. A proxy that refuses is two errors down; the addresses of a name are tried side by side. */
function causeOf(error: Error): string {
  const { cause, errors = [] } = error as Error & { readonly errors?: readonly Error[] };
  const inner = cause instanceof Error ? causeOf(cause) : errors.map(({ message }) => message).join(', ');
  return inner || error.message || error.name;
}

/** Fetches JSON. Throws a UserError for a status other than 2xx, with the reason that the reply gives. */
export async function requestJson<T>(url: string | URL, seconds?: number): Promise<T> {
  const reply = await request(url, {}, seconds);
  if (!reply.ok) throw await refusalOf(reply, url);
  return (await reply.json()) as T;
}

/** Sends JSON; the reply may have any status. */
export function sendJson(url: string | URL, method: 'POST' | 'PUT', body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return request(url, { method, headers, body: JSON.stringify(body) });
}

/** The error for a reply of a backend that is not 2xx. */
export async function refusalOf(reply: Response, url: string | URL): Promise<UserError> {
  const { origin, pathname } = new URL(url);
  return new UserError(`${origin}${pathname} answered ${reply.status}: ${reasonIn(await reply.text())}`);
}

/** The reason, from problem+json or from the error of Prometheus' API; else the beginning of the body. */
function reasonIn(body: string): string {
  try {
    const { detail, error } = JSON.parse(body) as { detail?: string; error?: string };
    return detail ?? error ?? body.slice(0, 200);
  } catch {
    return body.trim().slice(0, 200);
  }
}

/** One of our services refused a request: the message is for people, the fields are for programs. */
export class RefusedError extends UserError {
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(status: number, { detail = `HTTP ${status}`, code, request_id: id }: Partial<Problem>) {
    super(`${detail}${id ? ` (request ${id})` : ''}`);
    this.status = status;
    this.code = code;
    this.requestId = id;
  }
}

/** The error for a reply of one of our services that is not 2xx. */
export async function problemOf(reply: Response): Promise<RefusedError> {
  const problem = (await reply.json().catch(() => ({}))) as Partial<Problem>;
  const id = problem.request_id ?? reply.headers.get('x-request-id');
  return new RefusedError(reply.status, { ...problem, ...(id && { request_id: id }) });
}
