import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { programFile } from '../../support/programs.ts';
import type { Cluster } from './cluster.ts';
import { run } from './run.ts';

/** What an operator has: the cluster as current context, helm, and the variables that runbooks name. */
export interface Shell extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

/** Opens such a shell. For the runbook of CertificateExpiring it creates a certificate in the namespace, and another to replace it. */
export async function openShell(cluster: Cluster, release: string): Promise<Shell> {
  const folder = await mkdtemp(join(tmpdir(), 'triptych-shell-'));
  await symlink(programFile('helm'), join(folder, 'helm'));
  const kubeconfig = join(folder, 'kubeconfig');
  const view = ['config', 'view', '--raw', '--minify', '--flatten', '--context', cluster.context];
  await writeFile(kubeconfig, await run('kubectl', view), { mode: 0o600 });

  const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  const ask = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=triptych.example.com', '-days', '1'];
  await run('openssl', [...ask, '-keyout', key, '-out', cert]);
  await cluster.kubectl(['create', 'secret', 'tls', 'triptych-tls', `--cert=${cert}`, `--key=${key}`]);

  return {
    env: {
      PATH: [folder, process.env.PATH ?? ''].join(delimiter),
      KUBECONFIG: kubeconfig,
      NAMESPACE: cluster.namespace,
      RELEASE: release,
      CHART: 'charts/triptych',
      FOLDER: folder,
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
