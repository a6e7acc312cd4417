import { defineCommand } from '../command.ts';
import { clusterOptions } from '../target.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'find what is wrong with a release in a cluster, and say what to do',
  help: `
Usage: triptych doctor [--context NAME] [-n NAMESPACE] [--release NAME] [--json]

Checks the cluster, the release, its workloads, volumes, network and signals, and changes nothing. Each line begins with
  ✔  in order     !  needs a look, or could not be checked     ✘  wrong: something does not work
Where a Kubernetes right is missing, the line is "!" and names the right. Exits with 1 when any line is ✘, otherwise 0.

  --context NAME           a context of your kubeconfig; by default the current one
  -n, --namespace NAME     the namespace of the release; by default that of the context
  --release NAME           the name of the release, where the namespace has several
  --json                   print the findings as JSON
`,
  options: { json: { type: 'boolean' }, ...clusterOptions },
  async run({ json, ...which }) {
    // Loaded here: other commands need no Kubernetes client.
    const { runDoctor } = await import('../cluster/doctor/doctor.ts');
    return runDoctor(which, json ?? false);
  },
});
