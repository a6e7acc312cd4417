import { type Conversion, isFinished } from '@triptych/contracts';
import { problemOf, request } from './http.ts';

/** Longest time for one connection, unless the caller has a signal of its own. */
const CONNECTION_SECONDS = 600;
/**
 * Time for which a service may be away, for example while it restarts: one whose connection broke, or one that answers
 * 503, because the conversion is accepted and goes on.
 */
const AWAY_MILLIS = 30_000;
/** Pause before a stream is read again, until the service says another. */
const RETRY_MILLIS = 1000;

interface FollowOptions {
  readonly signal?: AbortSignal | undefined;
  onStatus?(conversion: Conversion): void;
  /** Headers of each request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Reads the events of a conversion until it is finished, and returns its last status. A stream that ends before, or
 * whose connection breaks, is read again from the last event on.
 */
export async function followEvents(
  url: URL,
  conversion: Conversion,
  { signal, onStatus, headers: own }: FollowOptions,
): Promise<Conversion> {
  const position: Position = { id: '', retryMillis: RETRY_MILLIS };
  let last = conversion;
  let reachedAt: number | undefined;
  const startedAt = performance.now();
  const isBrief = (since: number) => performance.now() - since < AWAY_MILLIS;

  while (!isFinished(last)) {
    const headers = { ...own, ...(position.id && { 'last-event-id': position.id }) };
    const reply = await request(url, { headers, ...(signal && { signal }) }, CONNECTION_SECONDS).catch((error) => {
      if (signal?.aborted || reachedAt === undefined || !isBrief(reachedAt)) throw error;
      return undefined;
    });
    if (reply?.status === 204) return last;
    if (reply?.ok && reply.body) {
      for await (const next of statusesOf(reply.body, position)) {
        last = next;
        onStatus?.(last);
      }
      reachedAt = performance.now();
    } else if (reply && !(reply.status === 503 && isBrief(reachedAt ?? startedAt))) {
      throw await problemOf(reply);
    }
    if (!isFinished(last)) await new Promise((resolve) => setTimeout(resolve, position.retryMillis));
  }
  return last;
}

/** How far a stream has been read. */
interface Position {
  id: string;
  retryMillis: number;
}

/** The statuses in a stream of events, until it ends or its connection breaks. Updates `position`. */
async function* statusesOf(body: ReadableStream<Uint8Array>, position: Position): AsyncGenerator<Conversion> {
  let text = '';
  try {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        position.id = field('id') ?? position.id;
        position.retryMillis = Number(field('retry') ?? position.retryMillis);
        const data = field('data');
        if (data) yield JSON.parse(data) as Conversion;
      }
    }
  } catch (error) {
    // `fetch` throws a TypeError when the connection breaks.
    if (!(error instanceof TypeError)) throw error;
  }
}
