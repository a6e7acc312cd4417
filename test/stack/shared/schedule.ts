import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { VERIFY_LINKS } from '@triptych/catalogue';
import { localEndpoints } from '@triptych/client/endpoints';
import { readMetric } from '@triptych/client/metrics';
import { query } from '@triptych/client/prometheus';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { publishEvery } from '../../../cli/src/verify/schedule.ts';
import { type Verdict, verify } from '../../../cli/src/verify/verify.ts';
import type { TestStack } from '../support/conversions.ts';
import { until } from '../support/until.ts';

/** A local stack has no backend outside, whose receivers would be asked. */
const LOCAL_LINKS = VERIFY_LINKS.filter((link) => !link.startsWith('receiver_'));
const REQUESTS = 'http_server_request_duration_seconds_count';

export function schedule(running: () => TestStack): void {
  describe('verify again and again', () => {
    let stack: TestStack;
    const broken: Verdict[] = [];
    let atStart: Counts;
    before(async () => {
      stack = running();
      atStart = await counts();
      const stop = new AbortController();
      let runs = 0;
      await publishEvery(
        {
          everySeconds: 1,
          collector: `http://127.0.0.1:${stack.port('otelcol', 'otlp-http')}`,
          env: {},
          verify: (signal) => verify(localEndpoints(stack.offset), { timeoutSeconds: 60, signal }),
          show(run) {
            broken.push(...run.verdicts.filter(({ ok }) => !ok));
            runs += 1;
            if (runs === 2) setImmediate(() => stop.abort());
          },
          lost: (reason) => assert.fail(reason),
        },
        stop.signal,
      );
    });
    after(() => assert.deepEqual(broken, []));

    it('has a series for each link, with its duration and its last time', async () => {
      const links = await until(
        'the links in Prometheus',
        () => query(stack.url('prometheus'), 'triptych_verify_link{service_name="triptych_verify"}'),
        (found) => found.length === LOCAL_LINKS.length,
      );
      assert.deepEqual(links.map(({ labels }) => labels.link).sort(), [...LOCAL_LINKS].sort());
      assert.deepEqual([...new Set(links.map(({ value }) => value))], [1]);
      const one = async (expr: string) => (await query(stack.url('prometheus'), expr))[0]?.value ?? Number.NaN;
      assert.ok((await one('triptych_verify_duration_seconds')) > 0);
      const lastRun = 'triptych_verify_last_run_timestamp_seconds';
      assert.ok((await one(`time() - max_over_time(${lastRun}[5m])`)) < 120);
      // Its end is no silence.
      await until(
        lastRun,
        () => one(lastRun),
        (value) => value === 0,
      );
    });

    it('counts its requests apart from those of users, in every service', async () => {
      const now = await counts();
      for (const service of CONVERSION_SERVICE_NAMES) {
        const [was, is] = [atStart[service], now[service]];
        assert.equal(is?.users, was?.users, `${service}: ${JSON.stringify([was, is])}`);
        assert.ok((is?.tests ?? 0) >= (was?.tests ?? 0) + 2, `${service}: ${JSON.stringify([was, is])}`);
      }
    });

    it('marks its spans, so that metrics made from them are apart, too', async () => {
      const calls = 'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER", user_agent_synthetic_type="test"}';
      const services = await until(
        calls,
        () => query(stack.url('prometheus'), `sum by (service_name) (${calls})`),
        (found) => found.length === CONVERSION_SERVICE_NAMES.length,
      );
      assert.deepEqual(services.map(({ labels }) => labels.service_name).sort(), [...CONVERSION_SERVICE_NAMES].sort());
    });

    /** Requests that each service has answered, on its own page of metrics. */
    async function counts(): Promise<Counts> {
      const entries = CONVERSION_SERVICE_NAMES.map(async (service) => {
        const samples = await readMetric(stack.url(service), REQUESTS);
        const sum = (test: boolean) =>
          samples
            .filter(({ labels }) => (labels.user_agent_synthetic_type === 'test') === test)
            .reduce((all, { value }) => all + value, 0);
        return [service, { users: sum(false), tests: sum(true) }] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    }
  });
}

type Counts = Readonly<Record<string, { readonly users: number; readonly tests: number }>>;
