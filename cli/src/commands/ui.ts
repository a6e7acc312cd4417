import { namesWithNodePort } from '@triptych/parts';
import { defineCommand, readOffset } from '../command.ts';
import { clusterOptions } from '../target.ts';

export const ui = defineCommand({
  name: 'ui',
  summary: 'forward every page and API of a release in a cluster to this machine',
  help: `
Usage: triptych ui [--context NAME] [-n NAMESPACE] [--release NAME] [--port-offset N]

Forwards ${namesWithNodePort().join(', ')}
to the ports that they have in the local stack; where a port is taken, to that port + 10000. When a pod disappears, new
connections go to another ready pod. Ctrl-C ends the forwarding.

  --context NAME           a context of your kubeconfig; by default the current one
  -n, --namespace NAME     the namespace of the release; by default that of the context
  --release NAME           the name of the release, where the namespace has several
  --port-offset N          add N to every port
`,
  options: { 'port-offset': { type: 'string' }, ...clusterOptions },
  async run({ 'port-offset': offset, ...which }) {
    const shift = readOffset(offset);
    // Loaded here: other commands need no Kubernetes client.
    const { runUi } = await import('../cluster/ui.ts');
    return runUi(which, shift);
  },
});
