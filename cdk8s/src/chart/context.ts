import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import type { Context } from '../parts/base/context.ts';
import { include, objectPrefix } from '../template/named-templates.ts';
import { call, token } from '../template/token.ts';
import { tokensOf, undecided } from '../template/undecided.ts';
import { Values } from '../values.ts';

const root = resolve(import.meta.dirname, '../../..');
const file = (path: string) => readFileSync(join(root, path), 'utf8');

/** The context of plain manifests: every value is known. */
export function plainContext(values: Values, release: Context['release']): Context {
  const sha256 = (text: string) => createHash('sha256').update(text);
  const password = (secret: string, key: string) =>
    sha256(`development ${secret} ${key}`).digest('base64url').slice(0, 32);
  return {
    values: undecided(values),
    release: { ...release, name: prefix(values, release.name) },
    version: manifest.version,
    chart: `triptych-${manifest.version}`,
    file,
    carried: (_, text) => text,
    password,
    replicas: () => 0,
    // Without a cluster nobody knows what an existing Secret holds.
    credentials: (existing, secret, keys) =>
      existing || keys.length === 0 ? '' : sha256(keys.map((key) => password(secret, key)).join(' ')).digest('hex'),
  };
}

/** The same as the named template "triptych.name". */
function prefix({ fullnameOverride, nameOverride }: Values, release: string): string {
  return fullnameOverride || (nameOverride ? `${release}-${nameOverride}` : release);
}

/** The context of the chart. `files` collects the files that the chart carries along, by their path. */
export function chartContext(files: Map<string, string>): Context {
  const carried = (path: string, text: string): string => {
    files.set(path, text);
    return token(`.Files.Get ${JSON.stringify(`files/${path}`)}`);
  };
  return {
    values: tokensOf(Values),
    release: {
      name: objectPrefix,
      namespace: token('.Release.Namespace'),
      service: token('.Release.Service'),
    },
    version: token('.Chart.AppVersion'),
    chart: call('replace', '+', '_', token('printf "%s-%s" .Chart.Name .Chart.Version')),
    file: (path) => carried(path, file(path)),
    carried,
    password: (secret, key) => include('password', secret, key),
    credentials: (existing, secret, keys) => include('credentials', existing, secret, call('list', ...keys)),
    replicas: (deployment) => call('int64', include('replicas', deployment)),
  };
}
