import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { plain } from '../chart/support/helm.ts';
import { ruleGroups } from '../chart/support/rules.ts';
import { complete } from '../chart/support/values.ts';
import { runPromtool } from './support/promtool.ts';
import { gauge } from './support/values.ts';

const oldest = 'job_svc_queue_oldest_age_seconds{service_name="job_svc", service_instance_id="a"}';
const memory = 'process_resident_memory_bytes{service_name="job_svc", service_instance_id="a"}';

describe('alerts with thresholds of the values', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triptych-alerts-'));
    file = join(folder, 'rules.yaml');
    const values = complete({ alerts: { thresholds: { OldestJobTooOld: 600, HighMemoryUsage: 2e9 } } });
    const groups = ruleGroups(plain(values)).filter(({ name }) => ['queue', 'memory'].includes(name));
    assert.equal(groups.length, 2);
    await writeFile(file, JSON.stringify({ groups }));
  });
  after(() => rm(folder, { recursive: true }));

  const CASES = [
    { alert: 'OldestJobTooOld', series: oldest, below: 600, above: 600.1 },
    { alert: 'HighMemoryUsage', series: memory, below: 2e9, above: 2.0001e9 },
  ];
  for (const { alert, series, below, above } of CASES) {
    for (const [value, count] of [
      [below, 0],
      [above, 1],
    ] as const) {
      it(`${alert} ${count ? 'fires' : 'stays silent'} at ${value}`, () =>
        runPromtool({
          rule_files: [file],
          evaluation_interval: '15s',
          tests: [
            {
              interval: '15s',
              input_series: [{ series, values: gauge([value, 20]) }],
              promql_expr_test: [
                {
                  eval_time: '20m',
                  expr: `count(ALERTS{alertname="${alert}", alertstate="firing"})`,
                  exp_samples: count ? [{ labels: '{}', value: count }] : [],
                },
              ],
            },
          ],
        }));
    }
  }
});
