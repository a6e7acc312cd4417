import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ActiveAlert } from '@triptych/client/prometheus';
import type { Visitors } from '../../../src/drill/causes/visits.ts';
import type { Drill, ExpectedAlert } from '../../../src/drill/drill.ts';
import { type Arrival, Inbox } from '../../../src/drill/receiver/inbox.ts';
import type { System } from '../../../src/drill/system.ts';

/** A Prometheus that has only these alerts. */
export async function fakePrometheus() {
  const active: ActiveAlert[] = [];
  const server = createServer((_request, reply) => reply.end(JSON.stringify({ data: { alerts: active } })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    active,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const labelsOf = ({ alert, severity, service }: ExpectedAlert) => ({ alertname: alert, severity, service });

/** A system for drills, whose inbox a test fills with `notify`. */
export function fakeSystem(prometheus: string) {
  const inbox = new Inbox();
  const nowhere = 'http://127.0.0.1:9';
  const system: System = {
    kind: 'local',
    otlp: nowhere,
    endpoints: { userSvc: nowhere, jaeger: nowhere, loki: nowhere, prometheus, alertmanager: nowhere },
    receiver: { inbox, acceptOnly: async () => {} },
    url: () => nowhere,
    stop: async () => {},
    start: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  const notify = (expected: ExpectedAlert, status: Arrival['status'] = 'firing', more: Partial<Arrival> = {}) =>
    inbox.add({
      at: Date.now(),
      startsAt: new Date().toISOString(),
      watchdog: false,
      status,
      labels: labelsOf(expected),
      annotations: {},
      ...more,
    });
  return { system, notify };
}

export const noVisitors: Visitors = {
  add: () => ({ end: async () => {} }),
  [Symbol.asyncDispose]: async () => {},
};

export const leak: ExpectedAlert = { alert: 'MemoryGrowing', severity: 'ticket', service: 'user_svc' };
export const held: ExpectedAlert = { alert: 'HighMemoryUsage', severity: 'page', service: 'user_svc' };

/** A drill that does only what a test wants. */
export function fakeDrill(more: Partial<Drill> = {}): Drill {
  return { name: 'fake', summary: 'something', expects: [leak], holds: [], cause: async () => {}, ...more };
}
