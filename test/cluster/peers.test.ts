import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { findTrace } from '@triptych/client/jaeger';
import { query } from '@triptych/client/prometheus';
import type { Authority } from '../../services/job_svc/test/support/authority.ts';
import { callGrpc, callHttp } from '../stack/support/otlp-calls.ts';
import { serverSpan, spansAsJson } from '../stack/support/otlp-json.ts';
import { budgetOfPeersBurns, commandKnowsPeers, dashboardHasPeers, type Watched } from '../stack/support/peer-tests.ts';
import { keepVisiting, PEERS, type Peers, startPeers, type Visits } from '../stack/support/peers.ts';
import { until } from '../stack/support/until.ts';
import { type Cluster, openCluster } from './support/cluster.ts';
import { withTokens } from './support/collector-image.ts';
import { openRelease, type Target } from './support/command.ts';
import { shortenRules } from './support/drill-rules.ts';
import { changeToken, createCertificate, type Outside, readOutside, WITH_RECEIVER } from './support/outside.ts';
import { allReady, asForKind, restarts } from './support/release.ts';

const UNAUTHENTICATED = 16;
/** A kubelet brings a changed Secret to its pods within a minute and a half. */
const SECRET_SECONDS = 150;
const OBJECTIVES = [{ name: 'shop', availability: 0.98, latency: { target: 0.9, seconds: 2.5 } }];

/** The steps build on each other. */
describe('two services that nobody here wrote, outside of the cluster', () => {
  let cluster: Cluster;
  let authority: Authority;
  let outside: Outside;
  let target: Target;
  let peers: Peers;
  let visits: Visits;

  before(async () => {
    cluster = await openCluster('triptych-peers');
    authority = await createCertificate(cluster);
    const services = ['--set-json', `services=${JSON.stringify(OBJECTIVES)}`];
    await cluster.helm('install', ...asForKind(...WITH_RECEIVER, ...(await withTokens(cluster))), ...services);
    await allReady(cluster);
    outside = await readOutside(cluster, authority);
    target = await openRelease(cluster);
  });
  after(async () => {
    await visits?.[Symbol.asyncDispose]();
    await peers?.[Symbol.asyncDispose]();
    await target?.[Symbol.asyncDispose]();
    authority?.remove();
    await cluster?.[Symbol.asyncDispose]();
  });

  const watched = (): Watched => ({
    peers,
    visits,
    backends: target.endpoints,
    triptych: (...args) => cluster.triptych(args),
  });

  it('are refused without the token of the release, or with another one', async () => {
    for (const wrong of [undefined, '', `${outside.token}x`]) {
      assert.equal(await callHttp(outside.overHttp, wrong, spansAsJson('caller', [serverSpan()])), 401);
      assert.equal(await callGrpc(outside.overGrpc, wrong), UNAUTHENTICATED);
    }
  });

  it('reach Jaeger with it', async () => {
    const span = serverSpan();
    assert.equal(await callHttp(outside.overHttp, outside.token, spansAsJson('caller', [span])), 200);
    assert.equal(await callGrpc(outside.overGrpc, outside.token), 0);
    await until(
      'the span',
      () => findTrace(target.endpoints.jaeger, span.traceId),
      ({ length }) => length === 1,
    );
  });

  describe('that send all they have', () => {
    before(async () => {
      peers = await startPeers({
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://${outside.overGrpc.address}`,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${outside.token}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: authority.certificate,
      });
      visits = keepVisiting(peers);
    });

    commandKnowsPeers(watched);

    it('are known to the doctor', async () => {
      const report = await cluster.triptych(['doctor']);
      for (const service of PEERS) assert.match(report, new RegExp(`\\b${service}\\b`));
    });

    it('have the objectives that the values set, and otherwise the default ones', async () => {
      const ofPeers = `service:objective:ratio{service=~"${PEERS.join('|')}"}`;
      const found = await until(
        'an objective of each kind for each',
        () => query(target.endpoints.prometheus, ofPeers),
        ({ length }) => length === 4,
      );
      assert.deepEqual(found.map(({ labels, value }) => `${labels.service} ${labels.slo} ${value}`).sort(), [
        'shop availability 0.98',
        'shop latency 0.9',
        'stock availability 0.99',
        'stock latency 0.95',
      ]);
    });

    // What is left of an error budget is computed every five minutes, and an alert looks back an hour.
    describe('with durations as short as in a drill', () => {
      before(() => shortenRules(cluster));
      dashboardHasPeers(watched);
      budgetOfPeersBurns(watched);
    });
  });

  it('use a new token once it is in the Secret, beside the old one for a while, and nothing restarts', async () => {
    const [old, renewed] = [outside.token, randomBytes(16).toString('hex')];
    const status = (token: string) => callHttp(outside.overHttp, token, spansAsJson('caller', [serverSpan()]));
    await changeToken(cluster, `${renewed}\n${old}\n`);
    await until(
      'the new token',
      () => status(renewed),
      (code) => code === 200,
      SECRET_SECONDS,
    );
    assert.equal(await status(old), 200);
    await changeToken(cluster, renewed);
    await until(
      'the end of the old token',
      () => status(old),
      (code) => code === 401,
      SECRET_SECONDS,
    );
    assert.equal(await status(renewed), 200);
    assert.deepEqual(await restarts(cluster), []);
  });
});
