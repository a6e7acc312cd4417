import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeError } from './kube-error.ts';

/** One connection into a pod. */
export interface Dialled {
  close(): void;
}

/** The far end of a tunnel: the pods behind a Service. */
export interface TunnelEnd {
  /** Its name in messages. */
  readonly name: string;
  /** The pods that are ready now. */
  pods(): readonly string[];
  /** Resolves when the ready pods may have changed, or the signal aborts. */
  changed(signal: AbortSignal): Promise<void>;
  /** Connects the socket with a port of the pod; rejects when that fails. Calls `closed` when the pod closes the connection. */
  dial(pod: string, socket: Socket, closed: (error?: string) => void): Promise<Dialled>;
}

export interface Tunnel extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

export interface TunnelOptions {
  /** The port to listen on; 0, the default, takes a free port. */
  readonly port?: number;
  /** How long a new connection waits for a ready pod. */
  readonly patienceSeconds?: number;
  /** The end of the error message when no pod became ready: what to do. */
  readonly hint: string;
}

/** Listens on 127.0.0.1 and connects each client with a ready pod; rejects when the port is taken. */
export async function openTunnel(end: TunnelEnd, options: TunnelOptions): Promise<Tunnel> {
  const { port = 0, patienceSeconds = 20, hint } = options;
  return listen(port, (socket) => {
    join(socket, end, patienceSeconds * 1000, hint).catch((error: Error) => refuse(socket, error));
  });
}

/** Listens instead of a part that is missing, and answers each client with 503 and this detail. */
export function openRefusal(detail: string): Promise<Tunnel> {
  return listen(0, (socket) => refuse(socket, new Error(detail)));
}

async function listen(port: number, accept: (socket: Socket) => void): Promise<Tunnel> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // The client opens a broken connection again; without this listener the error would end this process.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    accept(socket);
  });
  server.listen({ host: '127.0.0.1', port, exclusive: true });
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function join(socket: Socket, end: TunnelEnd, patience: number, hint: string): Promise<void> {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(patience)]);
  const failed = new Set<string>();
  let reason = `no pod of ${end.name} is ready`;
  while (!signal.aborted) {
    // A pod that could not be reached is tried again when there is no other: the network may have been at fault.
    const pods = end.pods();
    const pod = pods.find((name) => !failed.has(name)) ?? pods[0];
    if (pod === undefined) {
      reason = `no pod of ${end.name} is ready`;
      await end.changed(signal);
      continue;
    }
    try {
      const dialled = await end.dial(pod, socket, (error) => {
        if (error) refuse(socket, new Error(`${end.name}: ${error}; ${hint}`));
        else socket.end();
      });
      if (socket.destroyed) dialled.close();
      socket.once('close', () => dialled.close());
      return;
    } catch (error) {
      // A missing right applies to every pod.
      if (error instanceof KubeError && error.right) throw error;
      reason = `${pod} cannot be reached (${(error as Error).message})`;
      if (failed.has(pod))
        await Promise.race([end.changed(signal), delay(1000, undefined, { signal }).catch(() => {})]);
      failed.add(pod);
    }
  }
  if (!gone.signal.aborted) throw new Error(`${reason}; ${hint}`);
}

/** Answers with a problem in HTTP, which all parts speak; closes the connection where a reply has already begun. */
function refuse(socket: Socket, error: Error): void {
  if (socket.bytesWritten > 0 || !socket.writable) {
    socket.destroy();
    return;
  }
  const right = error instanceof KubeError ? error.right : undefined;
  const body = JSON.stringify({ title: 'Service Unavailable', status: 503, right, detail: error.message });
  const head = ['HTTP/1.1 503 Service Unavailable', 'content-type: application/problem+json', 'connection: close'];
  socket.end(`${[...head, `content-length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`);
  // Unread input would keep the socket open.
  socket.resume();
}
