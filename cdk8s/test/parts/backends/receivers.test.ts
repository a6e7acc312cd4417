import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { alertmanagerConfig, sendsAlerts } from '../../../src/parts/backends/receivers.ts';
import { type Undecided, undecided } from '../../../src/template/undecided.ts';
import { defaults, type Values } from '../../../src/values.ts';

type Receivers = Values['alertmanager']['receivers'];
type Change = (receivers: Receivers) => void;

const file = readFileSync(resolve(import.meta.dirname, '../../../../backends/alertmanager.yaml'), 'utf8');

function receivers(change: Change = () => {}): Undecided<Receivers> {
  const values = structuredClone(defaults()).alertmanager.receivers;
  change(values);
  return undecided(values);
}

const configured = (change?: Change) => parse(alertmanagerConfig(file, receivers(change)));

interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly routes?: readonly Route[] | null;
}

/** The receivers that a route leads to, in order. */
const reached = ({ receiver, routes }: Route): string[] => [
  ...(receiver ? [receiver] : []),
  ...(routes ?? []).flatMap(reached),
];

const everything: Change = ({ pagerduty, slack, email, webhook, watchdog }) => {
  for (const one of [pagerduty, slack, webhook, watchdog]) one.enabled = true;
  Object.assign(email, { to: 'a@b.example, c@d.example', from: 'e@f.example', smarthost: 'mail.example.com:25' });
};

describe('the configuration of Alertmanager', () => {
  it('has no route to a receiver by default', () => {
    assert.deepEqual(reached(configured().route), ['nobody']);
    assert.equal(sendsAlerts(receivers()), false);
  });

  it('has the routes of the file when every receiver is enabled', () => {
    assert.deepEqual(configured(everything).route, parse(file).route);
    assert.equal(sendsAlerts(receivers(everything)), true);
  });

  const alone: Record<string, Change> = {
    pagerduty: (values) => Object.assign(values.pagerduty, { enabled: true }),
    slack: (values) => Object.assign(values.slack, { enabled: true }),
    email: (values) =>
      Object.assign(values.email, { to: 'a@b.example', from: 'c@d.example', smarthost: 'e.example:25' }),
    webhook: (values) => Object.assign(values.webhook, { enabled: true }),
    watchdog: (values) => Object.assign(values.watchdog, { enabled: true }),
  };
  for (const [name, change] of Object.entries(alone)) {
    it(`routes to ${name} alone when no other receiver is enabled`, () => {
      assert.deepEqual([...new Set(reached(configured(change).route))], ['nobody', name]);
      assert.equal(sendsAlerts(receivers(change)), true);
    });
  }

  it('sends no mail while one of its addresses is missing, and is still valid', () => {
    const config = configured(({ email }) => Object.assign(email, { to: 'a@b.example', from: 'c@d.example' }));
    assert.ok(!reached(config.route).includes('email'));
    const [email] = config.receivers.flatMap((one: { email_configs?: object[] }) => one.email_configs ?? []);
    assert.deepEqual([email.to, email.from, email.smarthost], ['a@b.example', 'c@d.example', 'smtp.example.com:587']);
  });

  it('contains the texts of the values, whatever characters they have', () => {
    const { receivers } = configured((values) => {
      everything(values);
      values.slack.channel = '#alerts "of" staging';
      Object.assign(values.email, { username: 'user: name', requireTls: false });
    });
    const find = (name: string) => receivers.find((one: { name: string }) => one.name === name);
    assert.equal(find('slack').slack_configs[0].channel, '#alerts "of" staging');
    const { to, from, smarthost, auth_username, require_tls } = find('email').email_configs[0];
    assert.deepEqual(
      [to, from, smarthost, auth_username, require_tls],
      ['a@b.example, c@d.example', 'e@f.example', 'mail.example.com:25', 'user: name', false],
    );
  });
});
