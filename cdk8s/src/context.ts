import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isTemplate, token, tokensOf } from './template.ts';
import { Values } from './values.ts';

const root = resolve(import.meta.dirname, '../..');

/** What constructs are given: the same shape for plain manifests and for the chart. */
export interface Context {
  readonly values: Values;
  readonly release: { readonly name: string; readonly namespace: string; readonly service: string };
  /** The text of a file of the repository, which the chart brings along. */
  file(path: string): string;
  /** A password that is made once and then kept: of plain manifests one for development alone. */
  password(secret: string, key: string): string;
}

export function plainContext(values: Values, release: Context['release']): Context {
  return {
    values,
    release,
    file: (path) => readFileSync(join(root, path), 'utf8'),
    password: (secret, key) =>
      createHash('sha256').update(`development ${secret} ${key}`).digest('base64url').slice(0, 32),
  };
}

/** The context of the chart; `files` collects what it has to bring along. */
export function chartContext(files: Set<string>): Context {
  return {
    values: tokensOf(Values),
    release: {
      name: token('.Release.Name'),
      namespace: token('.Release.Namespace'),
      service: token('.Release.Service'),
    },
    file(path) {
      files.add(path);
      return token(`.Files.Get ${JSON.stringify(`files/${path}`)}`);
    },
    password(secret, key) {
      const name = secret.replace(token('.Release.Name'), '');
      if (isTemplate(name)) throw new Error(`no name of a Secret: ${secret}`);
      const found = `lookup "v1" "Secret" .Release.Namespace (printf "%s${name}" .Release.Name)`;
      const kept = `get ((${found}).data | default dict) ${JSON.stringify(key)} | b64dec`;
      return token(`(${kept}) | default (randAlphaNum 32)`);
    },
  };
}
