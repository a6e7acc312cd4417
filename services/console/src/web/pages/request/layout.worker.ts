import { fromJson } from '@triptych/client/request/from-json';
import { analyse } from './layout.ts';

/** Analyses a large request off the main thread: JSON in, analysis out. */
self.onmessage = ({ data }: MessageEvent<string>) => {
  self.postMessage(analyse(fromJson(JSON.parse(data))));
};
