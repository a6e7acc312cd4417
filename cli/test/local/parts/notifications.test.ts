import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { notificationsFolder, writeNotifications } from '../../../src/local/parts/notifications.ts';
import { openStack, repository } from '../../../src/local/stack.ts';

const secrets = {
  ALERT_SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
  ALERT_PAGERDUTY_ROUTING_KEY: 'key',
  ALERT_EMAIL_PASSWORD: 'password',
};
const email = {
  ALERT_EMAIL_TO: 'me@example.com',
  ALERT_EMAIL_FROM: 'triptych@example.com',
  ALERT_EMAIL_SMARTHOST: 'smtp.example.com:587',
};

/** What Alertmanager finds when it is started in this environment. */
async function written(t: TestContext, env: NodeJS.ProcessEnv) {
  const dir = mkdtempSync(join(tmpdir(), 'triptych-notifications-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const stack = openStack(0, { TRIPTYCH_DIR: dir, ...env }, repository);
  await writeNotifications(stack, 'http://127.0.0.1:9090');
  const folder = notificationsFolder(stack);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { stack, folder, read, config: parse(read('alertmanager.yaml')) };
}

/** The receivers to which a route leads. */
const reached = (config: object) => [...new Set(JSON.stringify(config).match(/(?<="receiver":")(?!nobody)\w+/g))];

test('alerts go to the webhook and the Watchdog to its own; both lead nowhere until the environment names them', async (t) => {
  const { config, read } = await written(t, {});
  assert.deepEqual(reached(config), ['watchdog', 'webhook']);
  for (const name of ['webhook_url', 'watchdog_url'])
    assert.equal(read(name), 'http://127.0.0.1:9090/api/v1/format_query?query=nobody');
  const named = await written(t, { ALERT_WEBHOOK_URL: 'http://a.example', ALERT_WATCHDOG_URL: 'http://b.example' });
  assert.equal(named.read('webhook_url'), 'http://a.example');
  assert.equal(named.read('watchdog_url'), 'http://b.example');
});

test('routes lead to each receiver of the environment, and its secret is in a file that only its owner can read', async (t) => {
  const { config, folder, read } = await written(t, { ...secrets, ...email });
  assert.deepEqual(reached(config).sort(), ['email', 'pagerduty', 'slack', 'watchdog', 'webhook']);
  assert.equal(read('slack_api_url'), secrets.ALERT_SLACK_WEBHOOK_URL);
  assert.equal(read('pagerduty_routing_key'), 'key');
  assert.equal(read('email_password'), 'password');
  for (const name of readdirSync(folder).filter((one) => /^\w+_(url|key|password)$/.test(one)))
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  assert.doesNotMatch(read('alertmanager.yaml'), /hooks\.slack\.com/);
});

test('mail has the addresses of the environment, and needs TLS unless it stays on this machine', async (t) => {
  const mailOf = async (env: NodeJS.ProcessEnv) => {
    const { config } = await written(t, { ...email, ...env });
    const [mail] = config.receivers.flatMap((one: { email_configs?: object[] }) => one.email_configs ?? []);
    return [mail.to, mail.from, mail.smarthost, mail.auth_username, mail.require_tls];
  };
  const { ALERT_EMAIL_TO: to, ALERT_EMAIL_FROM: from, ALERT_EMAIL_SMARTHOST: smarthost } = email;
  assert.deepEqual(await mailOf({ ALERT_EMAIL_USERNAME: 'me' }), [to, from, smarthost, 'me', true]);
  const here = '127.0.0.1:1025';
  assert.deepEqual(await mailOf({ ALERT_EMAIL_SMARTHOST: here }), [to, from, here, '', false]);
});

test('mail without a sender or a server is refused, with the names of the missing variables', async (t) => {
  await assert.rejects(written(t, { ALERT_EMAIL_TO: 'me@example.com' }), /ALERT_EMAIL_FROM and ALERT_EMAIL_SMARTHOST/);
});

test('a secret that is no longer set is removed at the next start', async (t) => {
  const { stack, folder } = await written(t, secrets);
  await writeNotifications({ ...stack, env: {} }, 'http://127.0.0.1:9090');
  assert.ok(!readdirSync(folder).includes('slack_api_url'));
});
