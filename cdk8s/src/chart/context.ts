import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import type { Context } from '../parts/base/context.ts';
import { isTemplate, token } from '../template/token.ts';
import { tokensOf, undecided } from '../template/undecided.ts';
import { Values } from '../values.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The context of plain manifests: every value is known. */
export function plainContext(values: Values, release: Context['release']): Context {
  return {
    values: undecided(values),
    release,
    version: manifest.version,
    file: (path) => readFileSync(join(root, path), 'utf8'),
    password: (secret, key) =>
      createHash('sha256').update(`development ${secret} ${key}`).digest('base64url').slice(0, 32),
  };
}

/** The context of the chart. `files` collects the files of the repository that the chart carries along. */
export function chartContext(files: Set<string>): Context {
  return {
    values: tokensOf(Values),
    release: {
      name: token('.Release.Name'),
      namespace: token('.Release.Namespace'),
      service: token('.Release.Service'),
    },
    version: token('.Chart.AppVersion'),
    file(path) {
      files.add(path);
      return token(`.Files.Get ${JSON.stringify(`files/${path}`)}`);
    },
    password(secret, key) {
      const name = secret.replace(token('.Release.Name'), '');
      if (isTemplate(name))
        throw new Error(`the name of a Secret must be the release's with a fixed suffix, not ${secret}`);
      const found = `lookup "v1" "Secret" .Release.Namespace (printf "%s${name}" .Release.Name)`;
      const kept = `get ((${found}).data | default dict) ${JSON.stringify(key)} | b64dec`;
      return token(`(${kept}) | default (randAlphaNum 32)`);
    },
  };
}
