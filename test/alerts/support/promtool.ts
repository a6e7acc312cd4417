import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programFile } from '../../support/programs.ts';
import { groupsIn, pathOf } from './rules.ts';
import type { Series } from './scenario.ts';

/** The interval of Prometheus between evaluations; promtool ignores the interval of a group. */
const INTERVAL = '15s';

/** https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export interface RuleTest {
  /** Name of a file of backends/rules, without its extension. */
  readonly rules: string;
  readonly series: Series;
  readonly interval?: string | undefined;
  /** Time between two evaluations; by default `interval`. */
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

/** Runs a test of rules; rejects with promtool's output if it fails. */
export function promtool(test: RuleTest): Promise<void> {
  return runPromtool(testFile(test));
}

/** Runs a file of tests in the format of promtool; rejects with its output if one fails. */
export async function runPromtool(tests: object): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'triptych-alerts-'));
  try {
    const file = join(folder, 'test.yaml');
    await writeFile(file, JSON.stringify(tests));
    await promisify(execFile)(programFile('promtool'), ['test', 'rules', file]).catch(
      (error: { stdout: string; stderr: string }) => {
        throw new Error(error.stdout + error.stderr);
      },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

function testFile(test: RuleTest): object {
  const { rules, series, interval = INTERVAL, evaluation = interval, alerts = [], queries = [] } = test;
  return {
    rule_files: [pathOf(rules)],
    evaluation_interval: evaluation,
    // Otherwise the order is random, and a recorded value of another group may be one interval old.
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
