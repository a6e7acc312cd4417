import { type Conversion, type ConvertOptions, isFinished } from '@triptych/contracts';
import { problemOf, request } from './http.ts';

export interface UserSvc {
  /** Uploads a picture. Its log lines carry `requestId`. */
  start(picture: Uint8Array, options: ConvertOptions, requestId?: string): Promise<Conversion>;
  /** Follows a conversion by server-sent events until it is finished. */
  follow(conversion: Conversion, onStatus?: (conversion: Conversion) => void): Promise<Conversion>;
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
    async start(picture, options, requestId) {
      const url = urlOf('/v1/conversions');
      for (const [name, value] of Object.entries(options)) url.searchParams.set(name, String(value));
      const headers = { 'content-type': 'application/octet-stream', ...(requestId && { 'x-request-id': requestId }) };
      const reply = await request(url, { ...init, method: 'POST', body: new Uint8Array(picture), headers });
      if (!reply.ok) throw await problemOf(reply);
      return (await reply.json()) as Conversion;
    },

    async follow(conversion, onStatus) {
      let last = conversion;
      // The stream ends early when the service restarts.
      while (!isFinished(last)) {
        const reply = await request(urlOf(conversion.links.events), init, 600);
        if (!reply.ok || !reply.body) throw await problemOf(reply);
        for await (const status of statusesOf(reply.body)) {
          last = status;
          onStatus?.(last);
        }
      }
      return last;
    },

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

async function* statusesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Conversion> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data) yield JSON.parse(data) as Conversion;
    }
  }
}
