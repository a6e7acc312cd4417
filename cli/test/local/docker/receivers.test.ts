import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiversFromContainers } from '../../../src/local/docker/receivers.ts';

test('a receiver on this machine has the name that containers use for it', () => {
  const { env, ports } = receiversFromContainers({
    ALERT_WEBHOOK_URL: 'http://localhost:9000/alerts?key=1',
    ALERT_WATCHDOG_URL: 'https://user:secret@127.0.0.1/watchdog',
    ALERT_SLACK_WEBHOOK_URL: 'http://[::1]:9001',
    ALERT_EMAIL_SMARTHOST: 'localhost:1025',
    ALERT_EMAIL_TO: 'me@localhost',
  });
  assert.deepEqual(env, {
    ALERT_WEBHOOK_URL: 'http://host.docker.internal:9000/alerts?key=1',
    ALERT_WATCHDOG_URL: 'https://user:secret@host.docker.internal:443/watchdog',
    ALERT_SLACK_WEBHOOK_URL: 'http://host.docker.internal:9001',
    ALERT_EMAIL_SMARTHOST: 'host.docker.internal:1025',
    ALERT_EMAIL_TO: 'me@localhost',
  });
  assert.deepEqual(ports, [9000, 443, 9001, 1025]);
});

test('receivers elsewhere keep their addresses', () => {
  const elsewhere = {
    ALERT_WEBHOOK_URL: 'https://localhost.example.com/alerts',
    ALERT_WATCHDOG_URL: 'http://10.0.0.1:9000',
    ALERT_EMAIL_SMARTHOST: 'smtp.example.com:587',
  };
  assert.deepEqual(receiversFromContainers(elsewhere), { env: elsewhere, ports: [] });
});
