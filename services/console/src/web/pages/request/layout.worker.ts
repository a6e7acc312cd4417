import { layoutOf } from './layout.ts';

/** Lays out a large request off the main thread: JSON in, layout out. */
self.onmessage = ({ data }: MessageEvent<string>) => {
  self.postMessage(layoutOf(JSON.parse(data)));
};
