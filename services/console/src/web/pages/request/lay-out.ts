import { fromJson } from '@triptych/client/request/from-json';
import { type Analysis, assemble, type Layout, layoutOf } from './layout.ts';

/** From this many characters of JSON on (about 2,000 spans), the analysis takes longer than a frame. */
const LARGE = 1_000_000;

/** Lays out a request from its JSON. A worker analyses a large one; the page reads its JSON meanwhile. */
export async function layOut(json: string): Promise<Layout> {
  if (json.length < LARGE) return layoutOf(JSON.parse(json));
  const worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
  try {
    const analysis = new Promise<Analysis>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Analysis>) => resolve(data);
      worker.onerror = (event) => reject(new Error(`The request cannot be laid out: ${event.message}`));
    });
    worker.postMessage(json);
    const report = fromJson(JSON.parse(json));
    return assemble(report, await analysis);
  } finally {
    worker.terminate();
  }
}
