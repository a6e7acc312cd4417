import { defineCommand } from '../command.ts';
import { clusterOptions } from '../target.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'look for what is wrong with a release in a cluster, and say what to do',
  help: `
Usage: triptych doctor [--context NAME] [-n NAMESPACE] [--release NAME] [--json]

Looks at the cluster, the release, its workloads, volumes, network and signals, and changes nothing. Each line is
  ✔  right     !  not right, or cannot be told: it may need care     ✘  wrong: something does not work
What you have no right to see is "!" with the right that is missing. Exit 0 when nothing is wrong, 1 at any ✘.

  --context NAME           a cluster of your kubeconfig; by default its current context
  -n, --namespace NAME     the namespace of the release; by default that of the context
  --release NAME           and its name, where the namespace has several
  --json                   the same for programs
`,
  options: { json: { type: 'boolean' }, ...clusterOptions },
  async run({ json, ...which }) {
    // Nothing of Kubernetes is loaded for other commands.
    const { runDoctor } = await import('../cluster/doctor/doctor.ts');
    return runDoctor(which, json ?? false);
  },
});
