import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { type Manifest, plainManifests } from '../../../cdk8s/src/chart/synth.ts';
import { compose } from '../../../cdk8s/src/main.ts';
import type { Values } from '../../../cdk8s/src/values.ts';
import { programFile } from '../../support/programs.ts';
import { installable, withRequired } from './values.ts';

export const chart = resolve(import.meta.dirname, '../../../charts/triptych');

/** Runs helm. Resolves with its output; rejects with its error message. */
export async function helm(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(programFile('helm'), [...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** The plain manifests of values, with the names and labels that `template` gives. */
export const plain = (values: Values = installable()): Manifest[] =>
  plainManifests(compose, values, { name: 'triptych', namespace: 'triptych', service: 'Helm' });

/** What the chart renders for values, without its tests. */
export async function template(values: object = {}, ...args: readonly string[]): Promise<Manifest[]> {
  return parse(await withValues(values, 'template', 'triptych', chart, '-n', 'triptych', '--skip-tests', ...args));
}

/** What `helm install` prints for values. */
export async function notes(values: object): Promise<string> {
  const printed = await withValues(values, 'install', 'triptych', chart, '-n', 'triptych', '--dry-run=client');
  return printed.slice(printed.lastIndexOf('\nNOTES:\n'));
}

async function withValues(values: object, ...args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-chart-'));
  try {
    const file = join(folder, 'values.yaml');
    writeFileSync(file, JSON.stringify(withRequired(values)));
    return await helm(...args, '-f', file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const parse = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml)
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);

/** Objects by kind and name, ready to compare: without empty fields, and without passwords, which are random. */
export function comparable(objects: readonly Manifest[]): Record<string, unknown> {
  const entries = objects.map((object) => {
    const masked = object.kind === 'Secret' ? { ...object, stringData: Object.keys(object.stringData ?? {}) } : object;
    return [`${object.kind} ${object.metadata.name}`, withoutChecksum(pruned(masked))] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Hides the checksum of random passwords. Whether there is one stays visible. */
const withoutChecksum = (object: unknown): unknown =>
  JSON.parse(JSON.stringify(object), (key, value) => (key === 'checksum/credentials' ? 'a checksum' : value));

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.length ? value.map(pruned) : undefined;
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, pruned(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return kept.length ? Object.fromEntries(kept) : undefined;
}
