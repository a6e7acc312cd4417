import { type Layout, layoutOf } from './layout.ts';

/** From this many characters of JSON on (about 2,000 spans), the layout takes longer than a frame. */
const LARGE = 1_000_000;

/** Lays out a request from its JSON, in a worker where it is large. */
export async function layOut(json: string): Promise<Layout> {
  if (json.length < LARGE) return layoutOf(JSON.parse(json));
  const worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Layout>) => resolve(data);
      worker.onerror = (event) => reject(new Error(`The request cannot be laid out: ${event.message}`));
      worker.postMessage(json);
    });
  } finally {
    worker.terminate();
  }
}
