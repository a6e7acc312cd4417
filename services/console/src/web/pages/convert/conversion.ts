import { signal } from '@preact/signals';
import type { Conversion } from '@triptych/contracts/conversion';
import { ApiError, getJson } from '../../api.ts';
import { type Options, toQuery } from './options.ts';
import { UploadError, upload } from './upload.ts';

/** A picture on its way through the system. */
export type Stage =
  | { readonly name: 'waiting' }
  | { readonly name: 'uploading'; readonly sent: number }
  | { readonly name: 'queued' | 'converting' | 'retrying' }
  | { readonly name: 'done'; readonly conversion: Conversion; readonly url: string }
  | { readonly name: 'failed'; readonly message: string; readonly code: string | undefined };

let last = 0;

/** One picture that the user chose, and what has become of it. */
export class PictureConversion {
  readonly key = ++last;
  readonly picture: File;
  /** An object URL of the picture, until `dispose`. */
  readonly original: string;
  readonly stage = signal<Stage>({ name: 'waiting' });
  readonly requestId = signal<string | undefined>(undefined);
  readonly #options: Options;
  readonly #leaving = new AbortController();

  constructor(picture: File, options: Options) {
    this.picture = picture;
    this.original = URL.createObjectURL(picture);
    this.#options = options;
  }

  /** Uploads the picture and follows its conversion to the end. Never rejects: the stage says what happened. */
  async run(): Promise<void> {
    const { signal: leaving } = this.#leaving;
    if (leaving.aborted) return;
    try {
      this.stage.value = { name: 'uploading', sent: 0 };
      const progress = {
        onStart: (id: string) => {
          this.requestId.value = id;
        },
        onSent: (sent: number) => {
          this.stage.value = { name: 'uploading', sent };
        },
      };
      const { conversion } = await upload(this.picture, toQuery(this.#options), progress, leaving);
      this.#show(conversion);
      const end = await follow(conversion, leaving, (next) => this.#show(next));
      if (end.status === 'succeeded') {
        const picture = await fetch(end.links.result, { signal: leaving });
        if (!picture.ok) throw new ApiError(picture.status, 'The converted picture could not be read.');
        const url = URL.createObjectURL(await picture.blob());
        if (leaving.aborted) return URL.revokeObjectURL(url);
        this.stage.value = { name: 'done', conversion: end, url };
      } else {
        const { detail = 'The conversion failed.', code } = end.failure ?? {};
        this.stage.value = { name: 'failed', message: detail, code };
      }
    } catch (error) {
      if (leaving.aborted) return;
      const { message, code } = error as ApiError;
      if (error instanceof UploadError) this.requestId.value = error.requestId;
      this.stage.value = { name: 'failed', message, code };
    }
  }

  /** Stops what is under way, and frees the pictures. */
  dispose(): void {
    this.#leaving.abort();
    URL.revokeObjectURL(this.original);
    const stage = this.stage.value;
    if (stage.name === 'done') URL.revokeObjectURL(stage.url);
  }

  #show({ status }: Conversion): void {
    const names = { queued: 'queued', active: 'converting', retrying: 'retrying' } as const;
    if (status in names) this.stage.value = { name: names[status as keyof typeof names] };
  }
}

const isFinished = ({ status }: Conversion) => status === 'succeeded' || status === 'failed';

/** Follows the events of a conversion until it is finished. The browser reconnects by itself. */
function follow(
  conversion: Conversion,
  leaving: AbortSignal,
  onStatus: (conversion: Conversion) => void,
): Promise<Conversion> {
  if (isFinished(conversion)) return Promise.resolve(conversion);
  const { promise, resolve, reject } = Promise.withResolvers<Conversion>();
  const events = new EventSource(conversion.links.events);
  events.addEventListener('status', ({ data }) => {
    const next = JSON.parse(data) as Conversion;
    onStatus(next);
    if (isFinished(next)) resolve(next);
  });
  // A stream that is refused is not opened again. The reply of the status says why.
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED) return;
    getJson<Conversion>(conversion.links.self, leaving).then(resolve, reject);
  };
  leaving.addEventListener('abort', () => reject(new DOMException('The page was left.', 'AbortError')), { once: true });
  return promise.finally(() => events.close());
}
