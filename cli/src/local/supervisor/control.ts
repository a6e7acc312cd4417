import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Changes } from '../environment.ts';
import type { Stack } from '../stack.ts';
import type { StackEvent } from '../view.ts';
import type { Supervisor } from './supervisor.ts';

/** A request to a running supervisor: one line of JSON on its socket. */
export type ControlRequest =
  | { readonly ask: 'status' | 'watch' | 'down' }
  | { readonly ask: 'stop'; readonly parts: readonly string[] }
  | { readonly ask: 'signal'; readonly parts: readonly string[]; readonly signal: NodeJS.Signals }
  /** `env` changes the environment of these parts until their next start by a request. */
  | { readonly ask: 'start'; readonly parts: readonly string[]; readonly env?: Changes };

/** The socket's path; in the temporary folder where the stack's folder is too deep for the limit of 107 bytes. */
export function socketPath(stack: Stack): string {
  const path = join(stack.run, 'control.sock');
  if (Buffer.byteLength(path) < 100) return path;
  return join(tmpdir(), `triptych-${createHash('sha256').update(stack.dir).digest('hex').slice(0, 16)}.sock`);
}

/** Listens for requests; resolves to a function that stops listening. Calls `down` when a request asks to stop the stack. */
export async function listen(supervisor: Supervisor, path: string, down: () => void): Promise<() => void> {
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const disconnect = () => void socket.destroy();
    socket.on('error', disconnect);
    socket.on('close', () => sockets.delete(socket));
    // An interface passes errors of its input on: without a listener here, a client that disconnects ends the supervisor.
    createInterface({ input: socket })
      .on('error', disconnect)
      .on('line', (line) => {
        answer(supervisor, line, socket, down).catch((error: Error) =>
          socket.end(`${JSON.stringify({ error: error.message })}\n`),
        );
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // A process that can write to the socket can stop the stack.
  chmodSync(path, 0o600);
  return () => {
    server.close();
    for (const socket of sockets) socket.end();
  };
}

async function answer(supervisor: Supervisor, line: string, socket: Socket, down: () => void): Promise<void> {
  const request = JSON.parse(line) as ControlRequest;
  const send = (message: unknown) => socket.writable && socket.write(`${JSON.stringify(message)}\n`);
  switch (request.ask) {
    case 'status':
      send(await supervisor.status());
      socket.end();
      return;
    case 'stop':
      await supervisor.stopParts(request.parts);
      send({ parts: supervisor.view() });
      socket.end();
      return;
    case 'signal':
      await supervisor.signalParts(request.parts, request.signal);
      send({ parts: supervisor.view() });
      socket.end();
      return;
    case 'start':
      supervisor.startParts(request.parts, request.env);
      send({ parts: supervisor.view() });
      socket.end();
      return;
    case 'watch':
    case 'down': {
      const forward = (event: StackEvent) => send(event);
      supervisor.on('event', forward);
      socket.once('close', () => supervisor.off('event', forward));
      send({ parts: supervisor.view() });
      if (request.ask === 'down') down();
      return;
    }
  }
}
