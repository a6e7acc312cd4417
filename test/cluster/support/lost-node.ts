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
 * Kills a worker at once, as a power cut would: its processes get no signal that they could handle. Only one worker may
 * be away at a time, because Docker gives addresses in the order in which containers start.
 */
export async function loseNode(cluster: Cluster, node: string): Promise<LostNode> {
  const becomes = (ready: 'True' | 'Unknown') =>
    cluster.kubectl(['wait', `node/${node}`, `--for=condition=Ready=${ready}`, '--timeout=180s']);
  await run('docker', ['kill', node]);
  const since = new Date();
  let isAway = true;
  const back = async () => {
    if (!isAway) return;
    isAway = false;
    await run('docker', ['start', node]);
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
