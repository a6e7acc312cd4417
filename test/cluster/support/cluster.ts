import { basename, resolve } from 'node:path';
import { programFile, repository } from '../../support/programs.ts';
import { type RunOptions, run } from './run.ts';

export { repository };

/** A cluster, and a namespace in it that enforces what "restricted" means. */
export interface Cluster extends AsyncDisposable {
  readonly context: string;
  readonly namespace: string;
  kubectl(args: readonly string[], options?: RunOptions): Promise<string>;
  get<T>(...args: string[]): Promise<T[]>;
  helm(...args: string[]): Promise<string>;
  /** The command, with its exit code checked. */
  triptych(args: readonly string[], options?: RunOptions): Promise<string>;
}

/**
 * Opens the cluster that TRIPTYCH_CONTEXT names, or makes a kind cluster that goes when the tests are done, and gives
 * it the images of this repository, unless `load` is false. `config` is the configuration of its own kind cluster.
 */
export async function openCluster(namespace: string, { load = true, config = '' } = {}): Promise<Cluster> {
  const own = config ? `${OWN}-${basename(config, '.yaml')}` : OWN;
  const context = process.env.TRIPTYCH_CONTEXT ?? (await ownCluster(own, config));
  const helmFile = programFile('helm');
  const kubectl: Cluster['kubectl'] = (args, options) =>
    run('kubectl', ['--context', context, '-n', namespace, ...args], options);
  if (load && context.startsWith('kind-')) {
    await run(process.execPath, ['scripts/images.ts', '--load', context.slice('kind-'.length)]);
  }
  await removeNamespace(kubectl, namespace);
  await kubectl(['create', 'namespace', namespace]);
  await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
  return {
    context,
    namespace,
    kubectl,
    async get(...args) {
      return JSON.parse(await kubectl(['get', ...args, '-o', 'json'])).items;
    },
    helm: (...args) => run(helmFile, ['--kube-context', context, '-n', namespace, ...args]),
    triptych: (args, options) =>
      run(
        process.execPath,
        [resolve(repository, 'cli/src/main.ts'), ...args, '--context', context, '-n', namespace],
        options,
      ),
    async [Symbol.asyncDispose]() {
      if (process.env.TRIPTYCH_CONTEXT) await removeNamespace(kubectl, namespace);
      else await run('kind', ['delete', 'cluster', '--name', own]);
    },
  };
}

const OWN = 'triptych-test';

async function ownCluster(name: string, config: string): Promise<string> {
  const names = (await run('kind', ['get', 'clusters'])).split('\n');
  const given = config ? ['--config', config] : [];
  if (!names.includes(name)) await run('kind', ['create', 'cluster', '--name', name, '--wait', '180s', ...given]);
  return `kind-${name}`;
}

const removeNamespace = (kubectl: Cluster['kubectl'], namespace: string) =>
  kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait', '--timeout=300s']);
