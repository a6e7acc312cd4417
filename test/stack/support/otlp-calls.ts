import { once } from 'node:events';
import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:http2';
import { request } from 'node:https';
import { gzipSync } from 'node:zlib';

/** A receiver with TLS: its HOST:PORT, and the PEM certificate of its authority. */
export interface Receiver {
  readonly address: string;
  readonly ca: string;
}

const authorization = (token?: string) => (token === undefined ? {} : { authorization: `Bearer ${token}` });

/** Sends JSON over OTLP/HTTP, compressed. Resolves to the status. */
export async function callHttp(receiver: Receiver, token: string | undefined, json: string): Promise<number> {
  const call = post(receiver, token, { 'content-encoding': 'gzip' });
  call.end(gzipSync(json));
  return statusOf(call);
}

/** Begins a request over OTLP/HTTP with a large body that never comes. Resolves to the status. */
export async function beginHttp(receiver: Receiver, token: string | undefined): Promise<number> {
  const call = post(receiver, token, { 'content-length': 1_000_000 });
  call.flushHeaders();
  const status = await statusOf(call);
  call.destroy();
  return status;
}

function post({ address, ca }: Receiver, token: string | undefined, more: OutgoingHttpHeaders): ClientRequest {
  const headers = { 'content-type': 'application/json', ...authorization(token), ...more };
  return request(`https://${address}/v1/traces`, { method: 'POST', ca, headers, agent: false });
}

async function statusOf(call: ClientRequest): Promise<number> {
  const [reply] = await once(call, 'response');
  reply.resume();
  return reply.statusCode;
}

/** Sends a message of protobuf over OTLP/gRPC. Resolves to the gRPC status: 0 is OK, 16 UNAUTHENTICATED. */
export async function callGrpc(
  { address, ca }: Receiver,
  token: string | undefined,
  message = Buffer.alloc(0),
): Promise<number> {
  const session = connect(`https://${address}`, { ca });
  // A receiver that refuses may close the connection before it has read the message.
  session.on('error', () => {});
  try {
    await once(session, 'connect');
    const call = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...authorization(token),
    });
    const status = new Promise<number>((resolve) => {
      // A refusal is one block of headers; an answer has trailers.
      for (const event of ['response', 'trailers'] as const) {
        call.on(event, (headers) => {
          if (headers['grpc-status'] !== undefined) resolve(Number(headers['grpc-status']));
        });
      }
    });
    // https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md: not compressed, then the length.
    const frame = Buffer.alloc(5);
    frame.writeUInt32BE(message.length, 1);
    call.on('error', () => {});
    call.end(Buffer.concat([frame, message]));
    call.resume();
    return await status;
  } finally {
    session.destroy();
  }
}
