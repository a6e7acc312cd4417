import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { query } from '@triptych/client/prometheus';
import { writeScaled } from '../../cli/src/drill/local/folder.ts';
import { repository } from '../support/programs.ts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { budgetOfPeersBurns, commandKnowsPeers, dashboardHasPeers, type Watched } from './support/peer-tests.ts';
import { keepVisiting, PEERS, type Peers, startPeers, type Visits } from './support/peers.ts';
import { until } from './support/until.ts';

describe('two services that nobody here wrote, in Go and in Python', () => {
  let stack: TestStack;
  let peers: Peers;
  let visits: Visits;
  let backends: string;

  before(async () => {
    // With durations as short as in a drill: an alert looks back an hour.
    backends = await mkdtemp(join(tmpdir(), 'triptych-peers-'));
    cpSync(join(repository, 'backends'), backends, { recursive: true });
    writeScaled(join(repository, 'backends'), backends);
    const env = { TRIPTYCH_BACKENDS_DIR: backends, PROMETHEUS_FLAGS: '--query.lookback-delta=30s' };
    stack = await bringUp({ only: ['otelcol', 'jaeger', 'loki', 'prometheus'], env });
    const port = stack.port('otelcol', 'otlp-grpc');
    peers = await startPeers({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    visits = keepVisiting(peers);
  });
  after(async () => {
    await visits?.[Symbol.asyncDispose]();
    await peers?.[Symbol.asyncDispose]();
    await stack?.down();
    await rm(backends, { recursive: true, force: true });
  });

  const watched = (): Watched => ({
    peers,
    visits,
    backends: { jaeger: stack.url('jaeger'), loki: stack.url('loki'), prometheus: stack.url('prometheus') },
    triptych: async (...args) => (await stack.triptych(...args)).stdout,
  });

  commandKnowsPeers(watched);

  it('are told from a service that sends nothing', async () => {
    const failed = await stack.triptych('verify', '--service', 'mailer', '--timeout', '1').then(
      () => assert.fail('it must exit 1'),
      (error: { code: number; stdout: string }) => error,
    );
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /✘ a recent trace.*Jaeger has spans of shop, stock.*OTEL_SERVICE_NAME=mailer/s);
  });

  dashboardHasPeers(watched);

  it('have the default objectives', async () => {
    const promised = () => query(stack.url('prometheus'), 'service:objective:ratio');
    const found = await until('an objective of each kind for each', promised, ({ length }) => length === 4);
    assert.deepEqual(
      found.map(({ labels, value }) => `${labels.service} ${labels.slo} ${value}`).sort(),
      PEERS.flatMap((name) => [`${name} availability 0.99`, `${name} latency 0.95`]),
    );
  });

  budgetOfPeersBurns(watched);
});
