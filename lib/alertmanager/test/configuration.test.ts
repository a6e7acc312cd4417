import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import {
  type Configuration,
  parseConfiguration,
  replaceSettings,
  withOnlyReceivers,
  withoutRoutesTo,
  withRoutes,
  withSettings,
  withUrl,
  writeConfiguration,
} from '../src/configuration.ts';

const file = readFileSync(resolve(import.meta.dirname, '../../../backends/alertmanager.yaml'), 'utf8');
/** The same configuration in block style throughout, with none of its comments and some others. */
const reformatted = stringify(parse(file), { collectionStyle: 'block', indent: 4 }).replace(
  /^( *)- /gm,
  '$1# moved\n$1- ',
);
const reached = (config: Configuration) =>
  [...new Set(JSON.stringify(config.route).match(/(?<="receiver":")\w+/g))].sort();

/** Every change, as the local stack, compose and drills make them. */
const changes: Readonly<Record<string, (config: Configuration) => Configuration>> = {
  'routes are removed': (config) => withoutRoutesTo(config, ['slack', 'email']),
  'mail is addressed': (config) =>
    withSettings(config, 'email', (settings) => replaceSettings(settings, { to: 'a@example.com', require_tls: false })),
  'a webhook gets a URL': (config) => withSettings(config, 'webhook', (settings) => withUrl(settings, 'http://a')),
  'a drill is the only receiver': (config) => withOnlyReceivers(config, 'watchdog', 'webhook'),
  'time runs faster': (config) =>
    withRoutes(config, (route) => (route.group_wait ? { ...route, group_wait: '1s' } : route)),
};

describe('a configuration of Alertmanager', () => {
  for (const [what, change] of Object.entries(changes)) {
    it(`is the same however it was formatted: ${what}`, () => {
      const changed = change(parseConfiguration(file));
      assert.notDeepEqual(changed, parseConfiguration(file));
      assert.deepEqual(change(parseConfiguration(reformatted)), changed);
      assert.deepEqual(parse(writeConfiguration(changed)), changed);
    });
  }

  it('keeps everything else', () => {
    const config = parse(file);
    const { inhibit_rules, templates, receivers } = parse(
      writeConfiguration(withoutRoutesTo(parseConfiguration(file), ['slack'])),
    );
    assert.deepEqual([inhibit_rules, templates, receivers], [config.inhibit_rules, config.templates, config.receivers]);
  });

  it('leads to the receivers that are left', () => {
    const config = parseConfiguration(file);
    assert.deepEqual(reached(withoutRoutesTo(config, ['slack', 'email'])), [
      'nobody',
      'pagerduty',
      'watchdog',
      'webhook',
    ]);
    assert.deepEqual(reached(withOnlyReceivers(config, 'watchdog', 'webhook')), ['nobody', 'watchdog', 'webhook']);
  });

  it('leads to the receivers of a drill also where Helm removed every route to a receiver', () => {
    const emptied = file.replace(/^ *- \{receiver: .*\n/gm, '');
    assert.equal(parseConfiguration(emptied).route.routes?.[0]?.routes, null);
    const config = withOnlyReceivers(parseConfiguration(emptied), 'watchdog', 'webhook');
    assert.deepEqual(config, withOnlyReceivers(parseConfiguration(file), 'watchdog', 'webhook'));
  });

  it('is refused when the route, receiver or setting to change is missing', () => {
    const config = parseConfiguration(file);
    const without = (name: string) => ({ ...config, receivers: config.receivers.filter((one) => one.name !== name) });
    assert.throws(() => withoutRoutesTo(config, ['slack', 'teams']), /no route .* leads to "teams"/);
    assert.throws(() => withSettings(config, 'teams', (one) => one), /no receiver "teams"/);
    assert.throws(() => withSettings(config, 'nobody', (one) => one), /"nobody" .* notifies nobody/);
    assert.throws(
      () => withSettings(config, 'webhook', (one) => replaceSettings(one, { to: 'a@example.com' })),
      /no setting "to"/,
    );
    assert.throws(() => withSettings(config, 'email', (one) => withUrl(one, 'http://a')), /no setting "url_file"/);
    assert.throws(() => withOnlyReceivers(without('webhook'), 'watchdog', 'webhook'), /no receiver "webhook"/);
    const routes = config.route.routes?.slice(1) ?? [];
    assert.throws(
      () => withOnlyReceivers({ ...config, route: { ...config.route, routes } }, 'watchdog', 'webhook'),
      /matches "Watchdog"/,
    );
  });

  it('has a route and receivers', () => {
    assert.throws(() => parseConfiguration('receivers: []'), /has no "route"/);
    assert.throws(() => parseConfiguration('route: {receiver: a}'), /has no "receivers"/);
    assert.throws(() => parseConfiguration(''), /has no "route"/);
    assert.throws(() => parseConfiguration('route: ['));
  });

  it('quotes what YAML 1.1 would take for a boolean or a number', () => {
    const config = withSettings(parseConfiguration(file), 'email', (one) =>
      replaceSettings(one, { to: 'yes', from: '1:30' }),
    );
    assert.match(writeConfiguration(config), /to: "yes"\n +from: "1:30"/);
  });
});
