import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../../cli/src/local/build/binaries.ts';
import { openStack } from '../../../cli/src/local/stack.ts';
import { groupsIn, pathOf } from './rules.ts';
import type { Series } from './scenario.ts';

/** Prometheus evaluates rules as often, unless their group says otherwise, which promtool does not heed. */
const INTERVAL = '15s';

/** https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export interface RuleTest {
  /** A file of backends/rules, without its ending. */
  readonly rules: string;
  readonly series: Series;
  readonly interval?: string | undefined;
  /** Time between two evaluations, by default the same. */
  readonly evaluation?: string;
  readonly alerts?: readonly AlertTest[];
  readonly queries?: readonly QueryTest[];
}

export interface AlertTest {
  readonly eval_time: string;
  readonly alertname: string;
  readonly exp_alerts: readonly {
    readonly exp_labels: Readonly<Record<string, string>>;
    readonly exp_annotations: Readonly<Record<string, string>>;
  }[];
}

export interface QueryTest {
  readonly eval_time: string;
  readonly expr: string;
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
}

/** Runs a test of rules; rejects with what differs. */
export async function promtool(test: RuleTest): Promise<void> {
  const program = findProgram('promtool', openStack());
  if (!program) throw new Error('there is no promtool: "npx triptych build prometheus" makes it');
  const folder = await mkdtemp(join(tmpdir(), 'triptych-alerts-'));
  try {
    const file = join(folder, 'test.yaml');
    await writeFile(file, JSON.stringify(testFile(test)));
    await promisify(execFile)(program, ['test', 'rules', file]).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(error.stdout + error.stderr);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function testFile(test: RuleTest): object {
  const { rules, series, interval = INTERVAL, evaluation = interval, alerts = [], queries = [] } = test;
  return {
    rule_files: [pathOf(rules)],
    evaluation_interval: evaluation,
    // Any order otherwise, and what another group records is then now and then as old as an interval.
    group_eval_order: groupsIn(rules).map(({ name }) => name),
    tests: [
      {
        interval,
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        alert_rule_test: alerts,
        promql_expr_test: queries,
      },
    ],
  };
}
