import { RefusedError } from '@triptych/client/http';
import { userSvc } from '@triptych/client/user-svc';
import { CONTENT_TYPES, type Conversion, type ConvertOptions, type OutputFormat } from '@triptych/contracts';
import { UserError } from '../command.ts';
import { noisePicture } from '../verify/picture.ts';
import type { Kind } from './options.ts';

/** A visit went otherwise than expected. Failures are counted by the message, so it is short. */
export class UnexpectedError extends Error {}

/** What one visitor of user_svc does. Rejects when something is not as expected. */
export type Journey = (kind: Kind, requestId: string, signal: AbortSignal) => Promise<void>;

interface Picture {
  readonly bytes: Buffer;
  readonly width: number;
}

/** From thumbnails to the pictures of a telephone, small ones more often. */
const SIZES = [
  [320, 240],
  [1280, 960],
  [320, 240],
  [640, 480],
  [1280, 960],
  [2400, 1600],
] as const;

/**
 * Prepares the journey of a visitor: upload a picture, wait until it is converted, fetch the result. A visit of kind
 * `bad` uploads what must be refused; one of kind `status` reads a conversion that is made here. Throws a UserError when
 * that conversion fails.
 */
export async function prepareJourneys(baseUrl: string, signal?: AbortSignal): Promise<Journey> {
  const pictures = SIZES.map(([width, height]): Picture => ({ bytes: noisePicture(width, height, 8), width }));
  const subject = await convertFirst(
    baseUrl,
    AbortSignal.any([AbortSignal.timeout(60_000), ...(signal ? [signal] : [])]),
  );
  let turn = 0;

  return async (kind, requestId, limit) => {
    const client = userSvc(baseUrl, limit);
    if (kind === 'status') {
      const { id } = await client.show(subject, requestId);
      if (id !== subject.id) throw new UnexpectedError('the status of another conversion');
      return;
    }
    if (kind === 'bad') return expectRefusal(client.start(Buffer.from('not a picture'), { format: 'webp' }, requestId));
    const picture = pictures[turn++ % pictures.length] as Picture;
    const options: ConvertOptions = { format: kind, width: Math.min(720, Math.ceil(picture.width / 2)) };
    const conversion = await client.follow(await client.start(picture.bytes, options, requestId));
    if (conversion.status !== 'succeeded') throw new UnexpectedError(`conversion failed: ${conversion.failure?.code}`);
    await expectResult(await client.result(conversion), conversion, kind);
  };
}

/** Proves that the system converts at all: otherwise a load measures nothing. */
async function convertFirst(baseUrl: string, signal: AbortSignal): Promise<Conversion> {
  const client = userSvc(baseUrl, signal);
  const conversion = await client.follow(await client.start(noisePicture(), { format: 'webp', width: 48 }));
  if (conversion.status === 'succeeded') return conversion;
  const { failure, request_id } = conversion;
  throw new UserError(`the first conversion failed: ${failure?.detail} See "triptych trace ${request_id}".`);
}

async function expectRefusal(upload: Promise<unknown>): Promise<void> {
  try {
    await upload;
  } catch (error) {
    if (error instanceof RefusedError && error.status === 415) return;
    throw error;
  }
  throw new UnexpectedError('accepted what is no picture');
}

async function expectResult(reply: Response, { result }: Conversion, format: OutputFormat): Promise<void> {
  const { byteLength } = await reply.arrayBuffer();
  if (byteLength !== result?.output.bytes) throw new UnexpectedError('a result of another size than announced');
  if (reply.headers.get('content-type') !== CONTENT_TYPES[format])
    throw new UnexpectedError('a result of another type');
}

/** A failure in the words by which failures are counted. */
export function describeFailure(error: unknown): string {
  if (error instanceof UnexpectedError) return error.message;
  if (error instanceof RefusedError) return [error.status, error.code].filter(Boolean).join(' ');
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (cause.name === 'TimeoutError') return 'no end in time';
    if (typeof code === 'string') return `no answer: ${code}`;
  }
  return `no answer: ${(error as Error).message}`;
}
