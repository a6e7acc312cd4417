import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@triptych/telemetry/testing';
import { createAuthority } from '../../../services/job_svc/test/support/authority.ts';
import { type CollectorProcess, collectorFile, gatewayTo, startCollector } from './collectors.ts';
import type { Receiver } from './otlp-calls.ts';
import { AS_JSON, type ReceivedSpan, receiveSpans } from './otlp-json.ts';
import { project } from './projected-files.ts';

/** A Collector, or a gateway in front of one, with the receiver for senders outside of a release. */
export interface ExternalReceiver extends AsyncDisposable {
  readonly overGrpc: Receiver;
  readonly overHttp: Receiver;
  /** The PEM file of the authority of its certificate. */
  readonly authority: string;
  /** The Collector that has the receiver. */
  readonly collector: CollectorProcess;
  /** The spans that reached the backend of traces. */
  readonly spans: readonly ReceivedSpan[];
  /** Changes its Secrets while it runs: a new certificate, and this text as the file of tokens. */
  rewrite(tokens: string): Promise<void>;
}

export async function startExternalReceiver(place: 'Collector' | 'gateway', token: string): Promise<ExternalReceiver> {
  await using started = new AsyncDisposableStack();
  const authority = createAuthority();
  started.defer(() => authority.remove());
  const folder = mkdtempSync(join(tmpdir(), 'triptych-senders-'));
  started.defer(() => rmSync(folder, { recursive: true }));
  const secrets = join(folder, 'secrets');
  const rewrite = async (tokens: string) => {
    const { key, certificate } = authority.sign('127.0.0.1');
    const [crt, pem] = [certificate, key].map((path) => readFileSync(path, 'utf8'));
    await project(secrets, { token: tokens, 'tls.crt': `${crt}`, 'tls.key': `${pem}` });
  };
  await rewrite(token);
  const file = (name: string, content: object) => {
    const path = join(folder, `${name}.yaml`);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  const stored = started.use(await receiveSpans());
  const backend = `http://${stored.address}`;
  const backends = { JAEGER_OTLP_URL: backend, PROMETHEUS_OTLP_ENDPOINT: backend, LOKI_OTLP_ENDPOINT: backend };
  const [grpc, http] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const external = {
    OTELCOL_EXTERNAL_GRPC_ENDPOINT: grpc,
    OTELCOL_EXTERNAL_HTTP_ENDPOINT: http,
    OTELCOL_EXTERNAL_DIR: secrets,
  };
  const files = [collectorFile('config'), file('as-json', { exporters: { 'otlp_http/jaeger': AS_JSON } })];
  const start = async (configs: readonly string[], env: Record<string, string>) =>
    started.use(await startCollector(configs, env));
  const startGateway = async () => {
    const gateway = file('gateway', await gatewayTo([await start(files, backends)]));
    return start([gateway, collectorFile('external'), collectorFile('external-gateway')], external);
  };
  const collector =
    place === 'gateway'
      ? await startGateway()
      : await start([...files, collectorFile('external')], { ...backends, ...external });
  const ca = readFileSync(authority.certificate, 'utf8');
  const all = started.move();
  return {
    overGrpc: { address: grpc, ca },
    overHttp: { address: http, ca },
    authority: authority.certificate,
    collector,
    spans: stored.spans,
    rewrite,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
