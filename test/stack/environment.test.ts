import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SERVICE_NAMES } from '@triptych/parts';
import { startProxy } from '@triptych/proxy/testing';
import { bringUp, type TestStack } from './support/conversions.ts';

describe('a stack that is started from the shell of a company', () => {
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let stack: TestStack;
  before(async () => {
    proxy = await startProxy({ refuses: true });
    const proxies = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
    const env = {
      ...Object.fromEntries(proxies.map((name) => [name, proxy.url])),
      NODE_USE_ENV_PROXY: '1',
      no_proxy: 'intranet.example.com',
      OTEL_SERVICE_NAME: 'mine',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
      OTEL_TRACES_SAMPLER: 'sometimes',
    };
    stack = await bringUp({ env });
  });
  after(async () => {
    await stack?.down();
    proxy?.stop();
  });

  it('has signals that link, and asks the proxy for nothing', async () => {
    const { stdout } = await stack.triptych('verify', '--json');
    assert.ok(JSON.parse(stdout).ok, stdout);
    assert.deepEqual(proxy.asked, []);
  });

  it('has services with names of their own', async () => {
    const { data } = (await (await fetch(stack.url('prometheus', '/api/v1/label/service_name/values'))).json()) as {
      data: string[];
    };
    for (const name of SERVICE_NAMES) assert.ok(data.includes(name), name);
    assert.ok(!data.includes('mine'), data.join());
  });

  it('has a line in Loki about the variable that cannot be used', async () => {
    const query = '{service="user_svc"} |= "environment variable ignored" |= "OTEL_TRACES_SAMPLER"';
    const url = stack.url('loki', `/loki/api/v1/query_range?query=${encodeURIComponent(query)}`);
    const { data } = (await (await fetch(url)).json()) as { data: { result: unknown[] } };
    assert.equal(data.result.length, 1);
  });
});
