import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeError } from './kube-error.ts';

/** One connection into a pod. */
export interface Dialled {
  close(): void;
}

/** Where a tunnel leads: the same for every pod behind a Service. */
export interface TunnelEnd {
  /** What it is called in messages. */
  readonly name: string;
  /** The pods that are ready now. */
  pods(): readonly string[];
  /** Resolves when these may have changed, or the signal aborts. */
  changed(signal: AbortSignal): Promise<void>;
  /** Joins the socket with a port of the pod; rejects when it cannot. `closed` is called when the pod's side ends. */
  dial(pod: string, socket: Socket, closed: (error?: string) => void): Promise<Dialled>;
}

export interface Tunnel extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

export interface TunnelOptions {
  /** 0, or left out, takes a free one. */
  readonly port?: number;
  /** How long a new connection waits for a ready pod. */
  readonly patienceSeconds?: number;
  /** What is said to whoever waited in vain: what to do. */
  readonly hint: string;
}

/** Listens on 127.0.0.1 and joins each connection with a ready pod; fails when the port is taken. */
export async function openTunnel(end: TunnelEnd, options: TunnelOptions): Promise<Tunnel> {
  const { port = 0, patienceSeconds = 20, hint } = options;
  return listen(port, (socket) => {
    join(socket, end, patienceSeconds * 1000, hint).catch((error: Error) => refuse(socket, error));
  });
}

/** Listens in the place of something that is not there, and says so to everybody. */
export function openRefusal(detail: string): Promise<Tunnel> {
  return listen(0, (socket) => refuse(socket, new Error(detail)));
}

async function listen(port: number, accept: (socket: Socket) => void): Promise<Tunnel> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // A connection that breaks is the client's to make again; without a listener it would end this process.
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
    // One that could not be reached is tried again when there is no other: the way to it may have been at fault.
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
      // No other pod would change that.
      if (error instanceof KubeError && error.right) throw error;
      reason = `${pod} cannot be reached (${(error as Error).message})`;
      if (failed.has(pod))
        await Promise.race([end.changed(signal), delay(1000, undefined, { signal }).catch(() => {})]);
      failed.add(pod);
    }
  }
  if (!gone.signal.aborted) throw new Error(`${reason}; ${hint}`);
}

/** Tells in HTTP, which all parts speak, why nothing comes; where something has come already, only cuts. */
function refuse(socket: Socket, error: Error): void {
  if (socket.bytesWritten > 0 || !socket.writable) {
    socket.destroy();
    return;
  }
  const right = error instanceof KubeError ? error.right : undefined;
  const body = JSON.stringify({ title: 'Service Unavailable', status: 503, right, detail: error.message });
  const head = ['HTTP/1.1 503 Service Unavailable', 'content-type: application/problem+json', 'connection: close'];
  socket.end(`${[...head, `content-length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`);
  // What the client still sends is of no use, but unread it would keep the socket open.
  socket.resume();
}
