import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { VERIFY_LINKS } from '@triptych/catalogue';
import { query } from '@triptych/client/prometheus';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { until } from '../stack/support/until.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { openRelease, type Target } from './support/command.ts';
import { allReady, asForKind, restarts } from './support/release.ts';

/** A release that has all backends in it has no receiver outside to ask. */
const LINKS = VERIFY_LINKS.filter((link) => !link.startsWith('receiver_'));
const REQUESTS = 'http_server_request_duration_seconds_count{http_route!="unmatched"}';

describe('a release that checks its links every minute', () => {
  let cluster: Cluster;
  let target: Target;
  before(async () => {
    cluster = await openCluster('triptych-verify');
    await cluster.helm('install', ...asForKind('verify.enabled=true'));
    await allReady(cluster);
    target = await openRelease(cluster);
  });
  after(async () => {
    await target?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  const ask = (expr: string) => query(target.endpoints.prometheus, expr);

  it('has a series for each link, and each is whole', async () => {
    const links = await until(
      'whole links',
      () => ask('triptych_verify_link{service_name="triptych_verify"}'),
      (found) => found.length === LINKS.length && found.every(({ value }) => value === 1),
      180,
    );
    assert.deepEqual(links.map(({ labels }) => labels.link).sort(), [...LINKS].sort());
    const [age] = await ask('time() - triptych_verify_last_run_timestamp_seconds');
    assert.ok((age?.value ?? Number.NaN) < 120, `${age?.value} s ago`);
  });

  it('counts these requests apart from those of users, of which there are none, so no objective sees them', async () => {
    const byService = (selector: string) => `sum by (service_name) (${REQUESTS.replace('}', `, ${selector}}`)})`;
    const tests = await until(
      'requests of two runs at each service',
      () => ask(`${byService('user_agent_synthetic_type="test"')} >= 2`),
      ({ length }) => length === CONVERSION_SERVICE_NAMES.length,
      180,
    );
    assert.deepEqual(tests.map(({ labels }) => labels.service_name).sort(), [...CONVERSION_SERVICE_NAMES].sort());
    assert.deepEqual(await ask(`${byService('user_agent_synthetic_type=""')} > 0`), []);
    assert.deepEqual(await ask('sum by (slo) (slo:events:rate5m) > 0'), []);
  });

  it('has no alert about links, and restarts nothing', async () => {
    assert.deepEqual(await ask('ALERTS{alertname=~"SignalLinkBroken|VerifyMissing"}'), []);
    assert.deepEqual(await restarts(cluster), []);
  });

  it('says so when it ends, so that its silence is no fault', async () => {
    await cluster.helm('upgrade', ...asForKind());
    await until(
      'its last word',
      () => ask('triptych_verify_last_run_timestamp_seconds == 0'),
      ({ length }) => length === 1,
    );
  });
});
