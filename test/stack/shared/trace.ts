import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { toJson } from '@triptych/client/request/json';
import type { Summary } from '../../../cli/src/load/summary.ts';
import { ownMetric, type TestStack } from '../support/conversions.ts';
import { until } from '../support/until.ts';

type Report = ReturnType<typeof toJson>;

export function loadAndTrace(running: () => TestStack): void {
  describe('load and trace', () => {
    let stack: TestStack;
    let requestId: string;
    before(() => {
      stack = running();
    });

    const run = async <T>(...args: string[]) => JSON.parse((await stack.triptych(...args, '--json')).stdout) as T;
    const whole = ({ spans, log_lines }: Report) =>
      spans.some(({ name }) => name === 'complete conversions') &&
      log_lines.some(({ message }) => message === 'job succeeded');
    const failure = (promise: Promise<unknown>) =>
      promise.then(
        () => assert.fail('it must exit 1'),
        ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
      );

    it('visits as people do, and nothing fails', async () => {
      const summary = await run<Summary>(
        'load',
        '--rate',
        '2/s',
        '--duration',
        '6',
        '--mix',
        'webp:3,jpeg:1,bad:1,status:1',
      );
      assert.deepEqual([summary.succeeded, summary.failed, summary.failures], [12, 0, []]);
      assert.ok(summary.kinds.every(({ succeeded, p50, max }) => succeeded > 0 && p50 > 0 && max >= p50));
      requestId = summary.kinds.find(({ kind }) => kind === 'webp')?.slowest ?? '';
      assert.match(requestId, /^load-/);
    });

    it('makes a hundred cheap requests a second, and none fails', async () => {
      const summary = await run<Summary>('load', '--rate', '100/s', '--duration', '4', '--mix', 'status');
      assert.deepEqual([summary.succeeded, summary.failed, summary.failures], [400, 0, []]);
    });

    it('shows the three panels of one of these requests', async () => {
      const report = await until(
        'the whole of a request',
        () => run<Report>('trace', requestId),
        (found) => whole(found) && found.latency !== undefined,
      );
      assert.equal(report.services.join(' → '), 'user_svc → job_svc → image_svc');
      assert.equal(report.request_id, requestId);
      assert.deepEqual(report.missing, []);
      assert.equal(report.state, 'ok');

      const { stdout } = await stack.triptych('trace', requestId);
      const shown = stdout.trimEnd().split('\n');
      assert.deepEqual(
        shown.filter((line) => line.length > 100),
        [],
      );
      for (const part of [
        /^✔ POST \/v1\/conversions → 202, job succeeded/,
        /user_svc POST \/v1\/conversions 202 +━+/,
        /wait in the queue +┄+/,
        /converter wait +┄+/,
        /convert picture png .* → webp .*━+/,
        / · conversion completed {2}outcome=ok/,
        /^\d+ conversions to webp .* p95 /,
        /^▸ this request took /,
      ]) {
        assert.ok(
          shown.some((line) => part.test(line)),
          `${part} in\n${stdout}`,
        );
      }

      const byTraceId = await run<Report>('trace', report.trace_id ?? '');
      assert.equal(byTraceId.request_id, requestId);
    });

    it('finds a request without Loki, and says what is missing', async () => {
      await stack.stop('loki');
      const report = await run<Report>('trace', requestId);
      assert.ok(report.spans.length >= 10);
      assert.match(report.missing.join(), /^No log lines: .*does not answer/);
      await stack.start('loki');
    });

    it('finds a request without Jaeger, and says what is missing', async () => {
      await stack.stop('jaeger');
      const report = await run<Report>('trace', requestId);
      assert.ok(report.log_lines.length >= 8);
      assert.match(report.missing.join(), /^No spans: .*does not answer/);
      await stack.start('jaeger');
    });

    it('says what to try for an id that nobody knows, and exits 1', async () => {
      const { code, stderr } = await failure(stack.triptych('trace', 'never-seen-id'));
      assert.equal(code, 1);
      assert.match(stderr, /no backend knows never-seen-id.*try again.*--port-offset/s);
    });

    it('counts what fails while a service is away, and exits 1', async () => {
      const visits = () =>
        ownMetric(stack, 'user_svc', 'http_server_request_duration_seconds_count', '"/v1/conversions/:id"');
      const before = await visits();
      const load = failure(stack.triptych('load', '--rate', '4/s', '--duration', '5', '--mix', 'status', '--json'));
      await until('the first visits', visits, (count) => count > before);
      await stack.stop('user_svc');
      const { code, stdout } = await load;
      const { succeeded, failed, failures } = JSON.parse(stdout) as Summary;
      assert.equal(code, 1);
      assert.ok(succeeded > 0 && failed > 0 && succeeded + failed === 20);
      assert.ok(failures.some(({ what }) => what === 'no answer: ECONNREFUSED'));
      await stack.start('user_svc');
    });
  });
}
