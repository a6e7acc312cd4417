import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

export interface Rule {
  readonly alert?: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The committed rules, which Prometheus reads. */
export const FOLDER = resolve(import.meta.dirname, '../../../backends/rules');

export const pathOf = (name: string): string => resolve(FOLDER, `${name}.yaml`);

export function groupsIn(name: string): { readonly name: string; readonly rules: readonly Rule[] }[] {
  return parse(readFileSync(pathOf(name), 'utf8')).groups;
}

export const isAlert = (rule: Rule): rule is Rule & { readonly alert: string } => rule.alert !== undefined;
