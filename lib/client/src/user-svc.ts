import type { Conversion, ConvertOptions } from '@triptych/contracts';
import { followEvents } from './follow.ts';
import { problemOf, request } from './http.ts';
import type { KeptTrace } from './kept-trace.ts';

export interface UserSvc {
  /** Uploads a picture. Its log lines carry `requestId`, and its spans are those of `trace`. */
  start(picture: Uint8Array, options: ConvertOptions, requestId?: string, trace?: KeptTrace): Promise<Conversion>;
  /**
   * Follows a conversion by server-sent events until it is finished, also when user_svc restarts meanwhile. The spans of
   * these requests are those of `trace`.
   */
  follow(conversion: Conversion, onStatus?: (conversion: Conversion) => void, trace?: KeptTrace): Promise<Conversion>;
  /** The converted picture. */
  result(conversion: Conversion): Promise<Response>;
  /** The conversion as it is now. */
  show(conversion: Conversion, requestId?: string): Promise<Conversion>;
}

/** The public API at `baseUrl`. `signal` aborts every request. A request that is refused throws a RefusedError. */
export function userSvc(baseUrl: string, signal?: AbortSignal): UserSvc {
  const urlOf = (path: string) => new URL(path, baseUrl);
  const init = signal ? { signal } : {};

  return {
    async start(picture, options, requestId, trace) {
      const url = urlOf('/v1/conversions');
      for (const [name, value] of Object.entries(options)) url.searchParams.set(name, String(value));
      const headers = {
        'content-type': 'application/octet-stream',
        ...(requestId && { 'x-request-id': requestId }),
        ...trace?.headers,
      };
      const reply = await request(url, { ...init, method: 'POST', body: new Uint8Array(picture), headers });
      if (!reply.ok) throw await problemOf(reply);
      return (await reply.json()) as Conversion;
    },

    follow: (conversion, onStatus, trace) =>
      followEvents(urlOf(conversion.links.events), conversion, {
        signal,
        ...(onStatus && { onStatus }),
        ...(trace && { headers: trace.headers }),
      }),

    async result(conversion) {
      const reply = await request(urlOf(conversion.links.result), init);
      if (!reply.ok) throw await problemOf(reply);
      return reply;
    },

    async show(conversion, requestId) {
      const headers = requestId ? { 'x-request-id': requestId } : {};
      const reply = await request(urlOf(conversion.links.self), { ...init, headers });
      if (!reply.ok) throw await problemOf(reply);
      return (await reply.json()) as Conversion;
    },
  };
}
