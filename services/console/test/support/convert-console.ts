import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Capture, captureTelemetry } from '@triptych/telemetry/testing';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';

export type ConvertConsole = Awaited<ReturnType<typeof startConvertConsole>>;

let capture: Capture | undefined;

/** Starts the console in front of a user_svc whose replies a test decides. */
export async function startConvertConsole() {
  capture ??= captureTelemetry('console');
  let answer: RequestListener = (_request, reply) => void reply.end();
  const requests: IncomingMessage[] = [];
  const userSvc = createServer((request, reply) => {
    requests.push(request);
    answer(request, reply);
  }).listen(0, '127.0.0.1');
  await once(userSvc, 'listening');
  const { port } = userSvc.address() as AddressInfo;
  const config = loadConfig({ USER_SVC_URL: `http://127.0.0.1:${port}` });
  const app = await buildApp(config, { telemetry: capture.telemetry });
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    base,
    capture,
    requests,
    /** Decides what user_svc answers from now on. */
    answer(listener: (request: IncomingMessage, reply: ServerResponse) => void) {
      answer = listener;
    },
    /** Ends user_svc, as if it had crashed. */
    away() {
      userSvc.closeAllConnections();
      userSvc.close();
    },
    async stop() {
      await app.close();
      userSvc.closeAllConnections();
      userSvc.close();
    },
  };
}
