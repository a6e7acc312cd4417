import { newKeptTrace } from '@triptych/client/kept-trace';
import type { Conversion } from '@triptych/contracts/conversion';
import type { Problem } from '@triptych/contracts/problem';
import type { BrowserSpan } from '../../../schemas/browser-span.ts';
import { ApiError } from '../../api.ts';

/** An upload as it was answered. */
export interface Uploaded {
  readonly requestId: string;
  readonly conversion: Conversion;
}

/** A refusal, with the id by which its log lines and its trace are found. */
export class UploadError extends ApiError {
  readonly requestId: string;

  constructor(status: number, message: string, code: string | undefined, requestId: string) {
    super(status, message, code);
    this.requestId = requestId;
  }
}

interface Progress {
  /** Called as soon as the request has an id. */
  readonly onStart: (requestId: string) => void;
  /** Called with the bytes that were sent so far. */
  readonly onSent: (bytes: number) => void;
}

/**
 * Uploads a picture. The span of the upload is the root of its trace, so the time that it takes is in it. XMLHttpRequest,
 * because fetch does not say how much it has sent. Throws an UploadError for a refusal.
 */
export function upload(picture: File, query: URLSearchParams, { onStart, onSent }: Progress, signal: AbortSignal) {
  const requestId = crypto.randomUUID?.() ?? newKeptTrace().traceId;
  const trace = newKeptTrace();
  const startedAt = performance.timeOrigin + performance.now();
  const request = new XMLHttpRequest();
  request.open('POST', `/v1/conversions?${query}`);
  const headers = {
    ...trace.headers,
    'x-request-id': requestId,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeRfc8187(picture.name)}`,
  };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  const { promise, resolve, reject } = Promise.withResolvers<Uploaded>();

  request.upload.onprogress = ({ loaded }) => onSent(loaded);
  request.onload = () => {
    report(request.status);
    if (request.status === 202) resolve({ requestId, conversion: JSON.parse(request.responseText) as Conversion });
    else reject(refusalOf(request, requestId));
  };
  request.onerror = () => {
    report(0);
    reject(new UploadError(0, 'The connection broke. Is the console still running?', undefined, requestId));
  };
  request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
  signal.addEventListener('abort', () => request.abort(), { once: true });
  onStart(requestId);
  request.send(picture);
  return promise;

  function report(status: number): void {
    const span: BrowserSpan = {
      trace_id: trace.traceId,
      span_id: trace.spanId,
      request_id: requestId,
      started_at: startedAt,
      duration_seconds: (performance.timeOrigin + performance.now() - startedAt) / 1000,
      bytes: picture.size,
      status,
    };
    // Without it the trace has no root, and nothing else is missing.
    fetch('/api/spans', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(span),
      keepalive: true,
    }).catch(() => {});
  }
}

function refusalOf({ status, responseText }: XMLHttpRequest, requestId: string): UploadError {
  const { detail, code, request_id } = problemIn(responseText);
  return new UploadError(status, detail ?? `The console answered ${status}.`, code, request_id ?? requestId);
}

function problemIn(text: string): Partial<Problem> {
  try {
    return JSON.parse(text) as Partial<Problem>;
  } catch {
    return {};
  }
}

/** RFC 8187: `encodeURIComponent` leaves four characters that a header value may not have there. */
function encodeRfc8187(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
