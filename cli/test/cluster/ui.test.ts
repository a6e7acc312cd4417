import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portOf } from '../../src/cluster/forward.ts';
import { secretOf } from '../../src/cluster/grafana.ts';
import { isReady } from '../../src/cluster/ready-pods.ts';
import { forwardedTable } from '../../src/cluster/ui.ts';

test('each part has a line with its URL, or says that the release does not have it', () => {
  const lines = forwardedTable([
    { part: 'loki', url: 'http://127.0.0.1:13100', taken: 3100 },
    { part: 'user_svc', url: 'http://127.0.0.1:8081' },
    { part: 'grafana' },
  ]);
  assert.deepEqual(lines, [
    '  loki      http://127.0.0.1:13100  logs (port 3100 is taken)',
    '  user_svc  http://127.0.0.1:8081   the public API: upload, status, events, result; /swaggerui',
    '  grafana   –                       not in this release',
  ]);
});

test("the secret of Grafana's password is the one that its pod reads", () => {
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

test('a port is found by its name or number', () => {
  const pod = { spec: { containers: [{ name: 'a' }, { name: 'b', ports: [{ name: 'http', containerPort: 8081 }] }] } };
  assert.equal(portOf(pod, 'http'), 8081);
  assert.equal(portOf(pod, 9090), 9090);
  assert.throws(() => portOf(pod, 'grpc'), /no port called grpc/);
});
