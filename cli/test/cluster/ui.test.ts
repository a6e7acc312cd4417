import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portOf } from '../../src/cluster/forward.ts';
import { secretOf } from '../../src/cluster/grafana.ts';
import { isReady } from '../../src/cluster/ready-pods.ts';
import { describe } from '../../src/cluster/ui.ts';

const loki = { component: 'loki', name: 'loki', port: 3100, use: 'logs' };

test('each part is shown with its address, or as not there', () => {
  const lines = describe([
    { part: loki, url: 'http://127.0.0.1:13100', taken: 3100 },
    { part: { ...loki, name: 'grafana', use: 'dashboards' } },
  ]);
  assert.deepEqual(lines, [
    '  loki     http://127.0.0.1:13100  logs (port 3100 is taken)',
    '  grafana  –                       not in this release',
  ]);
});

test("the secret of Grafana's password is the one its pod reads", () => {
  const from = { name: 'mine', key: 'pass' };
  const env = [{ name: 'GF_SECURITY_ADMIN_PASSWORD', valueFrom: { secretKeyRef: from } }];
  assert.deepEqual(secretOf([{ spec: { containers: [{ name: 'other' }, { name: 'grafana', env }] } }]), from);
  assert.equal(secretOf([]), undefined);
});

test('a pod that is being deleted takes no new traffic', () => {
  const status = { conditions: [{ type: 'Ready', status: 'True' }] };
  assert.equal(isReady({ status }), true);
  assert.equal(isReady({ status, metadata: { deletionTimestamp: new Date() } }), false);
  assert.equal(isReady({}), false);
});

test('a port is found by its name', () => {
  const pod = { spec: { containers: [{ name: 'a' }, { name: 'b', ports: [{ name: 'http', containerPort: 8081 }] }] } };
  assert.equal(portOf(pod, 'http'), 8081);
  assert.equal(portOf(pod, 9090), 9090);
  assert.throws(() => portOf(pod, 'grpc'), /no port called grpc/);
});
