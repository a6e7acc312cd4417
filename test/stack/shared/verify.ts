import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findLines } from '@triptych/client/loki';
import { query } from '@triptych/client/prometheus';
import type { Conversion } from '@triptych/contracts';
import sharp from 'sharp';
import type { Verdict } from '../../../cli/src/verify/verify.ts';
import { api, type TestStack } from '../support/conversions.ts';
import { crashConversion } from '../support/faults.ts';
import { photo } from '../support/pictures.ts';
import { until } from '../support/until.ts';

export function links(running: () => TestStack): void {
  describe('a whole stack', () => {
    let stack: TestStack;
    let dir: string;
    before(async () => {
      stack = running();
      dir = await mkdtemp(join(tmpdir(), 'verify-'));
    });
    after(() => rm(dir, { recursive: true }));

    it('has all links between its signals', async () => {
      const { stdout } = await stack.triptych('verify', '--json');
      const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Verdict[] };
      assert.deepEqual(
        checks.filter((check) => !check.ok),
        [],
      );
      assert.ok(ok);
    });

    it('converts files with the command, and says how to find their telemetry', async () => {
      const [file, out] = [join(dir, 'some.jpg'), join(dir, 'out.webp')];
      await writeFile(file, await photo(1000, 500));
      const { stdout } = await stack.triptych('convert', file, '--format', 'webp', '--width', '512', '-o', out);
      const { format, width, height } = await sharp(out).metadata();
      assert.deepEqual({ format, width, height }, { format: 'webp', width: 512, height: 256 });
      assert.match(stdout, /request id +[0-9a-f-]{36}/);
      assert.match(stdout, /trace id +[0-9a-f]{32}/);
    });

    it('sends a result, or a part of it, under the name of its upload', async () => {
      const form = new FormData();
      form.append('format', 'webp');
      form.append('file', new Blob([new Uint8Array(await photo())]), 'my photo.jpg');
      const accepted = await fetch(stack.url('user_svc', '/v1/conversions'), { method: 'POST', body: form });
      const { links, result } = await api(stack).follow((await accepted.json()) as Conversion);
      const bytes = result?.output.bytes ?? 0;
      const reply = await fetch(stack.url('user_svc', links.result), { headers: { range: 'bytes=-10' } });
      assert.equal(reply.status, 206);
      assert.equal(reply.headers.get('content-range'), `bytes ${bytes - 10}-${bytes - 1}/${bytes}`);
      assert.equal(reply.headers.get('content-disposition'), 'inline; filename="my photo.webp"');
      assert.equal((await reply.bytes()).length, 10);
    });

    it('says what is wrong with a file, and exits 1', async () => {
      const file = join(dir, 'not-a-picture.jpg');
      await writeFile(file, 'hello');
      await assert.rejects(
        stack.triptych('convert', file, '--format', 'webp'),
        (error: Error & { code?: number; stderr?: string }) =>
          error.code === 1 && /Cannot read text.*request [0-9a-f-]{36}/.test(error.stderr ?? ''),
      );
    });

    it('answers the four log queries as they are written', async () => {
      const requestId = 'abc-123-def';
      const converted = await fetch(stack.url('image_svc', '/image_svc/ConvertImage?format=webp'), {
        method: 'POST',
        body: new Uint8Array(await photo()),
        headers: { 'x-request-id': requestId, 'content-type': 'image/jpeg' },
      });
      assert.equal(converted.status, 200);
      assert.equal((await crashConversion(stack, requestId)).status, 500);
      for (const logql of [
        '{service="image_svc"}',
        '{service="image_svc"} | json | severity="error"',
        '{service="image_svc"} | json | request_id="abc-123-def"',
        '{service="image_svc"} |= "conversion"',
      ]) {
        const lines = await until(
          logql,
          () => findLines(stack.url('loki'), logql),
          (found) => found.length > 0,
        );
        assert.equal(JSON.parse(lines[0]?.text ?? '').metadata.service, 'image_svc');
      }
    });

    it('says in the log why a picture was refused, under the request id of the reply', async () => {
      const reply = await fetch(stack.url('user_svc', '/v1/conversions?format=webp'), {
        method: 'POST',
        body: 'hello',
      });
      assert.equal(reply.status, 415);
      assert.equal(reply.headers.get('content-type'), 'application/problem+json');
      const { request_id } = (await reply.json()) as { request_id: string };
      const logql = `{service="user_svc"} | json | request_id="${request_id}"`;
      const lines = await until(
        logql,
        () => findLines(stack.url('loki'), logql),
        (found) => found.length > 0,
      );
      assert.match(lines[0]?.text ?? '', /Cannot read text/);
    });

    it('has the alert rule in Prometheus, and Alertmanager behind it', async () => {
      const rules = await (await fetch(stack.url('prometheus', '/api/v1/rules'))).json();
      assert.match(JSON.stringify(rules), /"name":"HighMemoryUsage"/);
      await until(
        'the Watchdog in Alertmanager',
        async () => (await fetch(stack.url('alertmanager', '/api/v2/alerts'))).text(),
        (text) => text.includes('"alertname":"Watchdog"'),
        90,
      );
    });

    it('has durations of every backend, with a bound where BackendSlow begins', async () => {
      await fetch(stack.url('jaeger', '/api/services'));
      const series = '{__name__=~"(loki_request|prometheus_http_request|jaeger_storage)_.*_bucket", le="1.0"}';
      await until(
        'a bound of 1 s for each backend',
        () => query(stack.url('prometheus'), `count by (service_name) (${series})`),
        (found) => found.length === 3,
      );
    });

    it('shows memory, event loop and open handles of every service', async () => {
      for (const name of [
        'process_resident_memory_bytes',
        'nodejs_eventloop_lag_p99_seconds',
        'nodejs_active_handles_total',
      ]) {
        const samples = await until(
          name,
          () => query(stack.url('prometheus'), `count by (service_name) ({__name__=~"${name}(_total)?"})`),
          (found) => found.length >= 3,
        );
        assert.ok(samples.length >= 3, name);
      }
    });
  });
}
