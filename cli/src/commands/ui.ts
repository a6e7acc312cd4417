import { defineCommand, readOffset } from '../command.ts';
import { clusterOptions } from '../target.ts';

export const ui = defineCommand({
  name: 'ui',
  summary: 'forward every page and API of a release in a cluster to this machine',
  help: `
Usage: triptych ui [--context NAME] [-n NAMESPACE] [--release NAME] [--port-offset N]

Forwards user_svc, job_svc, image_svc, Jaeger, Loki, Prometheus, Alertmanager and Grafana, all in one process, to the
ports they have in the local stack; where one is taken, to that + 10000. When a pod goes away its part is joined with
the next one that is ready. Ctrl-C ends it.

  --context NAME           a cluster of your kubeconfig; by default its current context
  -n, --namespace NAME     the namespace of the release; by default that of the context
  --release NAME           and its name, where the namespace has several
  --port-offset N          add N to every port
`,
  options: { 'port-offset': { type: 'string' }, ...clusterOptions },
  async run({ 'port-offset': offset, ...which }) {
    const shift = readOffset(offset);
    // Nothing of Kubernetes is loaded for other commands.
    const { runUi } = await import('../cluster/ui.ts');
    return runUi(which, shift);
  },
});
