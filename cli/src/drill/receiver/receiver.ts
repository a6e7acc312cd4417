import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Arrival, Inbox, type ReceivedAlert } from './inbox.ts';

/** The receiver that Alertmanager notifies during drills. */
export interface Receiver {
  readonly inbox: Inbox;
  /** Accepts only notifications of this alert from now on, and answers 500 to others; without a name, accepts all. */
  acceptOnly(alertname?: string): Promise<void>;
}

export interface LocalReceiver extends Receiver, AsyncDisposable {
  readonly port: number;
}

export const ALERTS_PATH = '/alerts';
export const WATCHDOG_PATH = '/watchdog';
/** `PUT` with `alertname`, or without: `acceptOnly` over HTTP. */
export const ONLY_PATH = '/only';
/** `GET` with `from` as the mark: what has arrived since then. */
export const ARRIVALS_PATH = '/arrivals';
/** The port of the receiver in a cluster. */
export const RECEIVER_PORT = 9099;

type Answer = readonly [status: number, body?: string];

/** Listens for the notifications that Alertmanager sends to webhooks. */
export async function openReceiver({ host = '127.0.0.1', port = 0 } = {}): Promise<LocalReceiver> {
  const inbox = new Inbox();
  let only: string | undefined;
  const server = createServer(async (request, reply) => {
    const [status, body] = await receive(request).catch((): Answer => [400]);
    reply.writeHead(status).end(body);
  });
  server.listen(port, host);
  await once(server, 'listening');

  async function receive(request: IncomingMessage): Promise<Answer> {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://here');
    if (request.method === 'GET' && path === ARRIVALS_PATH) {
      return [200, JSON.stringify(inbox.since(Number(searchParams.get('from'))))];
    }
    if (request.method === 'PUT' && path === ONLY_PATH) {
      only = searchParams.get('alertname') ?? undefined;
      return [204];
    }
    if (request.method !== 'POST' || (path !== ALERTS_PATH && path !== WATCHDOG_PATH)) return [404];
    const { alerts } = (await json(request)) as { alerts: readonly ReceivedAlert[] };
    if (only !== undefined && alerts.some(({ labels }) => labels.alertname !== only)) return [500];
    for (const arrival of arrivalsOf(alerts, path === WATCHDOG_PATH)) inbox.add(arrival);
    return [200];
  }

  return {
    inbox,
    port: (server.address() as AddressInfo).port,
    async acceptOnly(alertname) {
      only = alertname;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function arrivalsOf(alerts: readonly ReceivedAlert[], watchdog: boolean): Arrival[] {
  const at = Date.now();
  return alerts.map(({ status, labels, annotations, startsAt }) => {
    return { at, watchdog, status, labels, annotations, startsAt };
  });
}
