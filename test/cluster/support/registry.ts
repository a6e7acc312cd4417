import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { programFile } from '../../support/programs.ts';
import { BASE_IMAGE } from '../../support/release-clone.ts';
import { run } from './run.ts';

const CERTIFICATES = '/etc/containerd/certs.d';
const CONFIGURATION = {
  version: '0.1',
  storage: { filesystem: { rootdirectory: '/tmp/data' } },
  http: { addr: ':5000', secret: 'test' },
};

export interface NodeRegistry extends AsyncDisposable {
  /** HOST:PORT, on this machine and on the nodes. */
  readonly address: string;
}

/** Starts a registry in a container, and lets the nodes of the kind cluster `name` find it, as docs/staging.md does. */
export async function startNodeRegistry(name: string): Promise<NodeRegistry> {
  const container = `triptych-registry-${randomUUID().slice(0, 8)}`;
  const program = ['--volume', `${programFile('registry')}:/registry:ro`];
  const network = ['--network', 'kind', '--publish', '127.0.0.1::5000'];
  const serve = [
    'sh',
    '-c',
    `printf '%s' '${JSON.stringify(CONFIGURATION)}' > /tmp/registry.yaml && exec /registry serve /tmp/registry.yaml`,
  ];
  await run('docker', ['run', '--detach', '--name', container, ...network, ...program, BASE_IMAGE, ...serve]);
  const remove = () => run('docker', ['rm', '--force', '--volumes', container]);
  try {
    const address = (await run('docker', ['port', container, '5000/tcp'])).trim();
    const nodes = (await run('kind', ['get', 'nodes', '--name', name])).trim().split('\n');
    for (const node of nodes) await introduce(node, address, `http://${container}:5000`);
    await answers(`http://${address}/v2/`);
    return {
      address,
      async [Symbol.asyncDispose]() {
        for (const node of nodes) await run('docker', ['exec', node, 'rm', '-r', `${CERTIFICATES}/${address}`]);
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Tells containerd on a node where `address` is. Nodes of kind before 0.27 do not read the folder by default. */
async function introduce(node: string, address: string, url: string): Promise<void> {
  const inNode = (script: string, input = '') =>
    run('docker', ['exec', '--interactive', node, 'sh', '-ec', script], { input });
  const folder = `${CERTIFICATES}/${address}`;
  await inNode(`mkdir -p '${folder}' && cat > '${folder}/hosts.toml'`, `[host."${url}"]\n`);
  const section = '[plugins."io.containerd.grpc.v1.cri".registry]';
  await inNode(
    'grep -q certs.d /etc/containerd/config.toml || { cat >> /etc/containerd/config.toml; systemctl restart containerd; }',
    `\n${section}\n  config_path = "${CERTIFICATES}"\n`,
  );
}

async function answers(url: string): Promise<void> {
  for (let i = 0; i < 50; i++) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await delay(200);
  }
  throw new Error(`the registry does not answer ${url} within 10 s: "docker logs" of its container says why`);
}
