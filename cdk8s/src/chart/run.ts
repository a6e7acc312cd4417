import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Errors } from 'typebox/value';
import { parse } from 'yaml';
import { refusals } from '../refusals/refusals.ts';
import { decided } from '../template/condition.ts';
import { nested } from '../template/merge.ts';
import { undecided } from '../template/undecided.ts';
import { Values } from '../values.ts';
import { chartFiles } from './files.ts';
import { completed } from './given-values.ts';
import { asYaml, type Compose, type Manifest, plainManifests } from './synth.ts';

const USAGE = `Usage: node cdk8s/src/main.ts [--into FOLDER]
       node cdk8s/src/main.ts --values FILE [--set KEY=VALUE]… [--release NAME] [--namespace NAME]

Without --values, writes the Helm chart to FOLDER/charts/triptych. FOLDER is this repository by default.
With --values, prints the plain manifests of a values file.

  --set KEY=VALUE    sets one value, such as --set loki.retention=72h; VALUE is YAML; may be repeated
  --release NAME     name of the release, with which the names of all objects begin; by default triptych
  --namespace NAME   writes this namespace into each object; by default no object names one
`;

/** The command line of this package. Returns the exit code. */
export function run(args: string[], compose: Compose): number {
  try {
    const { values: options } = parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        into: { type: 'string', default: resolve(import.meta.dirname, '../../..') },
        values: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        release: { type: 'string', default: 'triptych' },
        namespace: { type: 'string' },
      },
    });
    if (options.help) process.stdout.write(USAGE);
    else if (options.values === undefined) writeChart(options.into, compose);
    else process.stdout.write(print(options.values, options.set, options.release, options.namespace, compose));
    return 0;
  } catch (error) {
    process.stderr.write(`cdk8s: ${(error as Error).message}\n`);
    return 1;
  }
}

/** Writes the chart below a folder that is laid out like the repository. */
export function writeChart(folder: string, compose: Compose): void {
  const chart = join(folder, 'charts/triptych');
  rmSync(chart, { recursive: true, force: true });
  for (const [name, content] of chartFiles(compose)) {
    const path = join(chart, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

function print(file: string, sets: string[], release: string, namespace: string | undefined, compose: Compose): string {
  const values = sets.reduce(
    (all, one) => {
      const [, path = '', value = ''] = /^([^=]+)=(.*)$/.exec(one) ?? [];
      if (!path) throw new Error(`--set needs KEY=VALUE, not "${one}"`);
      return completed(nested(path, parse(value)), all);
    },
    completed((parse(readFileSync(file, 'utf8')) as object | null) ?? {}),
  );
  const [error] = Errors(Values, values);
  if (error) throw new Error(`${file}: ${error.instancePath.slice(1).replaceAll('/', '.')} ${error.message}`);
  const refused = refusals(undecided(values)).find(({ when }) => decided(when));
  if (refused) throw new Error(`${file}: ${refused.why}`);
  const objects = plainManifests(compose, values, {
    name: release,
    namespace: namespace ?? 'default',
    service: 'cdk8s',
  });
  return asYaml(namespace === undefined ? objects : objects.map((object) => inNamespace(object, namespace)));
}

const CLUSTER_WIDE = /^(Cluster|Namespace|PersistentVolume$)/;

const inNamespace = (object: Manifest, namespace: string): Manifest =>
  CLUSTER_WIDE.test(object.kind) ? object : { ...object, metadata: { ...object.metadata, namespace } };
