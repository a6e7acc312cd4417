import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import type { Snapshot } from '../../../src/cluster/doctor/snapshot.ts';

const resources = { cpuRequest: 0.1, cpuLimit: undefined, memoryRequest: 128 * 2 ** 20, memoryLimit: 256 * 2 ** 20 };
const flow = { accepted: 5, refused: 0, sent: 5, failed: undefined, queuedBytes: 0 };

/** A release of one part in which all is well. */
export const healthy: Snapshot = {
  context: 'kind-triptych',
  server: 'https://127.0.0.1:6443',
  namespace: 'shop',
  api: { value: { version: 'v1.34.4', milliseconds: 20, skewSeconds: 0.3 } },
  clocks: { value: [{ node: 'n1', renewedSecondsAgo: 4 }] },
  release: { value: { name: 'triptych', managedBy: 'Helm', helm: { value: { revision: 2, status: 'deployed' } } } },
  workloads: { value: [{ component: 'loki', name: 'StatefulSet triptych-loki', desired: 1, ready: 1, updated: 1 }] },
  pods: {
    value: [
      {
        ...{ name: 'triptych-loki-0', component: 'loki', ready: true, finished: false, ageSeconds: 600 },
        trouble: undefined,
        containers: [{ name: 'loki', restarts: 0, lastEnd: undefined, resources }],
      },
    ],
  },
  use: { value: [{ pod: 'triptych-loki-0', container: 'loki', cpu: 0.012, memory: 120 * 2 ** 20 }] },
  claims: { value: [{ name: 'data-loki', phase: 'Bound', size: '10Gi' }] },
  fill: { value: [{ claim: 'data-loki', used: 2 * 2 ** 30, capacity: 10 * 2 ** 30 }] },
  network: {
    services: { value: [{ name: 'triptych-loki', component: 'loki', ready: 1, notReady: 0 }] },
    dnsServers: { value: { ready: 2, notReady: 0 } },
    names: { value: [{ name: 'triptych-loki', expected: '10.0.0.1', got: ['10.0.0.1'] }] },
    policies: { value: 9 },
    nodePrograms: { value: ['kube-proxy', 'quay.io/cilium/cilium:v1.18'] },
  },
  signals: {
    prometheus: {
      value: {
        series: 1800,
        flows: [
          { signal: 'traces', backend: 'jaeger', ...flow },
          { signal: 'metrics', backend: 'prometheus', ...flow },
          { signal: 'logs', backend: 'loki', ...flow },
        ],
        sampleAges: CONVERSION_SERVICE_NAMES.map((service) => ({ service, seconds: 8 })),
      },
    },
    loki: { value: { lines: 320, newestAge: 2 } },
    jaeger: { value: CONVERSION_SERVICE_NAMES },
    foreign: { value: [] },
  },
};
