import type { Cluster } from './cluster.ts';
import { run } from './run.ts';

/** A killed node of a kind cluster. `back` starts it again, and so does the end of its scope. */
export interface LostNode extends AsyncDisposable {
  /** From then on nothing ran on it. */
  readonly since: Date;
  /** Waits until Kubernetes has noticed, and gives the seconds that it took. */
  noticed(): Promise<number>;
  /** Starts it again and waits until Kubernetes takes it for ready. */
  back(): Promise<void>;
}

/**
 * Kills a worker at once, as a power cut would: its processes get no signal that they could handle. Docker gives a
 * container that starts the first free address, so meanwhile no other container of its network may end.
 */
export async function loseNode(cluster: Cluster, node: string): Promise<LostNode> {
  const becomes = (ready: 'True' | 'Unknown') =>
    cluster.kubectl(['wait', `node/${node}`, `--for=condition=Ready=${ready}`, '--timeout=180s']);
  const address = await addressOf(node);
  await run('docker', ['kill', node]);
  const since = new Date();
  let isAway = true;
  const back = async () => {
    if (!isAway) return;
    isAway = false;
    await run('docker', ['start', node]);
    const now = await addressOf(node);
    if (now !== address)
      throw new Error(
        `${node} had the address ${address}, and has ${now} since it started again, with which the cluster cannot work: ` +
          'another container of the network "kind" ended before. Make a new cluster, and end no other one meanwhile',
      );
    await becomes('True');
  };
  return {
    since,
    async noticed() {
      await becomes('Unknown');
      return (Date.now() - since.getTime()) / 1000;
    },
    back,
    [Symbol.asyncDispose]: back,
  };
}

async function addressOf(node: string): Promise<string> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  return (await run('docker', ['inspect', '--format', format, node])).trim();
}
