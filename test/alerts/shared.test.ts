import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { NAMESPACE } from '../../cdk8s/src/monitoring/rules/scope.ts';
import { runPromtool } from './support/promtool.ts';
import { counter, gauge } from './support/values.ts';

const FOLDER = resolve(import.meta.dirname, '../../backends/rules-shared');
const RELEASES = ['red', 'blue'] as const;
type Release = (typeof RELEASES)[number];

const up = (release: Release) =>
  `up{job="services", service_name="user_svc", namespace="${release}", instance="10.0.0.1:8081"}`;
const sent = (release: Release, labels: string) => `{k8s_namespace_name="${release}", ${labels}}`;
const memory = (release: Release) =>
  `process_resident_memory_bytes${sent(release, 'service_name="job_svc", service_instance_id="a", k8s_pod_name="job-a"')}`;
const limit = (release: Release) =>
  `kube_pod_container_resource_limits{namespace="${release}", pod="job-a", container="job-svc", resource="memory"}`;
const queue = (release: Release, what: 'size' | 'capacity') =>
  `otelcol_exporter_queue_${what}${sent(release, 'service_name="otelcol", service_instance_id="otelcol-0", exporter="otlp_http/loki", data_type="logs"')}`;
const requests = (release: Release, status: number) =>
  `http_server_request_duration_seconds_count${sent(release, `service_name="user_svc", http_route="/v1/conversions", http_response_status_code="${status}"`)}`;
/** What a Collector of the release has counted from the spans of a service that both releases know. */
const spans = (release: Release, status: string) =>
  `traces_span_metrics_calls_total${sent(release, `service_name="checkout", service_instance_id="otelcol-0", span_kind="SPAN_KIND_SERVER", status_code="STATUS_CODE_${status}"`)}`;

/** Pods of the same names in both releases. */
const seriesOf = (release: Release, isBroken: boolean) => ({
  [up(release)]: gauge([isBroken ? 0 : 1, 90]),
  [memory(release)]: gauge([isBroken ? 2.9e8 : 1e8, 90]),
  [limit(release)]: gauge([3e8, 90]),
  [queue(release, 'size')]: gauge([isBroken ? 1e9 : 0, 90]),
  [queue(release, 'capacity')]: gauge([1e9, 90]),
  [requests(release, 202)]: counter([60, 90]),
  [requests(release, 503)]: counter([isBroken ? 30 : 0, 90]),
  [spans(release, 'UNSET')]: counter([60, 90]),
  [spans(release, 'ERROR')]: counter([isBroken ? 30 : 0, 90]),
});
const FAULTS = [
  'CollectorQueueFull',
  'HighMemoryUsage',
  'ServiceDown',
  'ServiceErrorBudgetBurn',
  'UserSvcErrorBudgetBurn',
];

describe('the rules of two releases in one Prometheus', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triptych-alerts-'));
    for (const file of readdirSync(FOLDER)) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      for (const release of RELEASES)
        await writeFile(join(folder, `${release}-${file}`), text.replaceAll(NAMESPACE, release));
    }
  });
  after(() => rm(folder, { recursive: true }));

  for (const [release, other] of [RELEASES, RELEASES.toReversed()] as [Release, Release][]) {
    it(`fire for ${release} alone when ${release} alone is broken`, () =>
      runPromtool({
        rule_files: [join(folder, '*.yaml')],
        evaluation_interval: '15s',
        tests: [
          {
            interval: '15s',
            input_series: Object.entries({ ...seriesOf(release, true), ...seriesOf(other, false) }).map(
              ([series, values]) => ({
                series,
                values,
              }),
            ),
            promql_expr_test: [
              {
                eval_time: '80m',
                expr: `count by (alertname, namespace) (ALERTS{alertname=~"${FAULTS.join('|')}", severity!="ticket", alertstate="firing"} or ALERTS{alertname="HighMemoryUsage", alertstate="firing"})`,
                exp_samples: FAULTS.map((alertname) => ({
                  labels: `{alertname="${alertname}", namespace="${release}"}`,
                  value: 1,
                })),
              },
              {
                eval_time: '80m',
                expr: 'count by (namespace) (slo:error_ratio:rate1h{slo="user_svc_availability"})',
                exp_samples: RELEASES.map((namespace) => ({ labels: `{namespace="${namespace}"}`, value: 1 })),
              },
            ],
          },
        ],
      }));
  }
});
