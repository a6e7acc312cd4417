// The process of the sink: a Collector that accepts everything over OTLP/gRPC, and counts it. It sends its port to its
// parent, and its counts when the parent asks.
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { countItems } from './protobuf.ts';
import type { Received } from './sink.ts';

const received: Received = { spans: 0, lines: 0, bytes: 0 };
/** A message has a flag for compression and its length before it. */
const FRAME_HEAD = 5;

const server = createServer();
server.on('stream', (stream, headers) => {
  stream.on('error', () => {});
  receive(stream, String(headers[':path'])).catch((error) => {
    process.stderr.write(`the sink does not understand a request: ${error.stack}\n`);
    stream.close();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', () => process.send?.(received));

async function receive(stream: ServerHttp2Stream, path: string): Promise<void> {
  const body = await buffer(stream);
  const message = body.subarray(FRAME_HEAD);
  const items = countItems(body[0] === 1 ? gunzipSync(message) : message);
  received.bytes += body.length;
  if (path.includes('TraceService')) received.spans += items;
  if (path.includes('LogsService')) received.lines += items;
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  // An empty message: everything was accepted.
  stream.end(Buffer.alloc(FRAME_HEAD));
}
