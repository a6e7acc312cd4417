// The process of the load: takes a request from its parent, runs autocannon, and sends the result.
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import type { LoadRequest, LoadResult } from './load.ts';
import { percentile } from './statistics.ts';

process.on('message', (request: LoadRequest) => {
  void run(request).then((result) => process.send?.(result));
});

/** autocannon counts latency in whole milliseconds and ends at whole seconds, so both are taken from its replies. */
function run({ bodyFile, ...request }: LoadRequest): Promise<LoadResult> {
  const { amount } = request;
  const post = bodyFile === undefined ? {} : upload(readFileSync(bodyFile));
  const millis = new Float64Array(amount);
  let replies = 0;
  let failed = 0;
  let bytes = 0;
  let last = 0;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const load = autocannon({ ...request, ...post, timeout: 60, sampleInt: 20 }, (error, result) => {
      if (error) return reject(error);
      const times = millis.subarray(0, Math.min(replies, amount));
      resolve({
        seconds: (last - started) / 1000,
        requests: replies,
        failed: failed + result.errors,
        medianMillis: percentile(times, 0.5),
        p99Millis: percentile(times, 0.99),
        bytesPerReply: bytes / replies,
      });
    });
    load.on('response', (_client, status, size, time) => {
      last = performance.now();
      bytes += size;
      if (status < 200 || status > 299) failed += 1;
      millis[replies++] = time;
    });
  });
}

function upload(body: Buffer) {
  return { method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } } as const;
}
