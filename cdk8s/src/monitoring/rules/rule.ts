import type { Threshold } from './threshold.ts';

/** Rules of Prometheus: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Not part of the file. */
  readonly threshold?: Threshold;
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  /** Time between evaluations; by default that of all groups. */
  readonly interval?: string;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

export const isAlert = (rule: AlertRule | RecordingRule): rule is AlertRule => 'alert' in rule;
