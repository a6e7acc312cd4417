import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends bytes as they are to a server at `base`; resolves to the reply once the server has closed the connection. */
export async function exchange(base: string, bytes: string): Promise<Reply> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1');
  socket.write(bytes);
  const [head = '', ...body] = (await text(socket)).split('\r\n\r\n');
  const [status, ...headers] = head.split('\r\n');
  const pairs = headers.map((line) => /^(.*?): (.*)$/.exec(line)?.slice(1) as [string, string]);
  return { status: Number(status?.split(' ')[1]), headers: new Headers(pairs), body: body.join('\r\n\r\n') };
}
