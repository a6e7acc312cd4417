import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { freePort, type ServiceProcess, startProcess } from '@triptych/telemetry/testing';
import { fencesOf, readPage } from '../support/pages.ts';
import { repository } from '../support/programs.ts';
import { type ExternalReceiver, startExternalReceiver } from './support/external-receiver.ts';
import { until } from './support/until.ts';

const page = readPage('docs/your-service.md');
const [service] = fencesOf([page], 'ts');
const [manifest] = fencesOf([page], 'json');
const exportsOf = (text: string) => [...text.matchAll(/^export (\w+)=(\S+)/gm)].map(([, name, value]) => [name, value]);
const sender = fencesOf([page], 'sh').find(({ text }) => text.startsWith('export OTEL_'));

describe('the service of docs/your-service.md, outside of a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-your-service-'));
  const token = randomBytes(16).toString('hex');
  const asked: (string | undefined)[] = [];
  const supplier = createServer((request, reply) => {
    asked.push(request.headers.traceparent as string | undefined);
    reply.writeHead(request.url === '/nothing' ? 404 : 200).end('3.20');
  });
  let receiver: ExternalReceiver;
  let shop: ServiceProcess;
  let base: string;

  before(async () => {
    layOut(folder, manifest?.text ?? assert.fail(), service?.text ?? assert.fail());
    receiver = await startExternalReceiver('Collector', token);
    await once(supplier.listen(0, '127.0.0.1'), 'listening');
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    shop = startProcess(['shop.ts'], {
      cwd: folder,
      env: {
        ...variables(receiver, token),
        PORT: `${port}`,
        SUPPLIER_URL: `http://127.0.0.1:${(supplier.address() as AddressInfo).port}`,
      },
    });
    await shop.line('service started');
  });
  after(async () => {
    shop?.kill();
    supplier.close();
    await receiver?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('has at most 30 lines, and every type is right', async () => {
    const lines = service?.text.split('\n').filter((line) => line.trim() !== '') ?? [];
    assert.ok(lines.length <= 30, `${lines.length}`);
    const tsc = join(repository, 'node_modules/.bin/tsc');
    await promisify(execFile)(tsc, ['--noEmit', '--project', folder]).catch(({ stdout }) => assert.fail(stdout));
  });

  it('sends its spans over TLS with the token, and passes the trace on', async () => {
    assert.deepEqual(await (await fetch(`${base}/prices/tea`)).json(), { item: 'tea', outcome: 'ok', price: '3.20' });
    const names = ['GET /prices/:item', 'ask supplier', 'GET'];
    const spans = await until(
      'the spans',
      async () => receiver.spans.filter(({ service }) => service === 'shop'),
      (found) => names.every((name) => found.some((span) => span.name === name)),
    );
    const [server, own, client] = names.map((name) => spans.find((span) => span.name === name));
    assert.equal(own?.parentSpanId, server?.spanId);
    assert.equal(client?.parentSpanId, own?.spanId);
    assert.ok(asked[0]?.includes(`${client?.traceId}-${client?.spanId}`), asked[0]);
  });

  it('writes lines with the trace, and counts in its own metric', async () => {
    await (await fetch(`${base}/prices/nothing`)).body?.cancel();
    const { metadata } = await shop.line('supplier asked');
    assert.match(String(metadata.trace_id), /^[0-9a-f]{32}$/);
    const metrics = await (await fetch(`${base}/metrics`)).text();
    assert.match(metrics, /shop_supplier_duration_seconds_count\{outcome="failed"\} 1/);
  });

  it('reports no trouble with the Collector, and stops', async () => {
    assert.equal(await shop.stop(), 0);
    assert.deepEqual(
      shop.lines.filter(({ severity }) => severity !== 'info').map(({ message }) => message),
      [],
    );
  });
});

/** The variables of the page, for this receiver and its token. */
function variables({ overGrpc, authority }: ExternalReceiver, token: string): Record<string, string> {
  const given = Object.fromEntries(exportsOf(sender?.text ?? assert.fail()));
  assert.equal(Object.keys(given).length, 4);
  return {
    ...given,
    OTEL_EXPORTER_OTLP_ENDPOINT: given.OTEL_EXPORTER_OTLP_ENDPOINT.replace('otlp.example.com:4317', overGrpc.address),
    OTEL_EXPORTER_OTLP_HEADERS: given.OTEL_EXPORTER_OTLP_HEADERS.replace('TOKEN', token),
    OTEL_EXPORTER_OTLP_CERTIFICATE: authority,
  };
}

/** A repository as the page describes it, after `npm install`: a package, the copied folders, and links to packages. */
function layOut(folder: string, manifest: string, service: string): void {
  writeFileSync(join(folder, 'package.json'), manifest);
  writeFileSync(join(folder, 'shop.ts'), service);
  const tsconfig = { extends: join(repository, 'tsconfig.json'), files: ['shop.ts'], include: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const packages = join(folder, 'node_modules');
  mkdirSync(join(packages, '@triptych'), { recursive: true });
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name !== '@triptych') symlinkSync(join(repository, 'node_modules', name), join(packages, name));
  }
  for (const name of ['telemetry', 'catalogue', 'proxy']) {
    const copied = join(folder, 'lib', name);
    cpSync(join(repository, 'services/lib', name), copied, {
      recursive: true,
      filter: (path) => !path.endsWith('/node_modules'),
    });
    symlinkSync(copied, join(packages, '@triptych', name));
  }
}
