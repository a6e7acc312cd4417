import { duration } from '@triptych/terminal';
import { type Finding, fail, judge, ok, type Section, valueOr, warn } from '../finding.ts';
import type { ContainerView, PodView, Snapshot, WorkloadView } from '../snapshot.ts';

const HOUR = 3600;

/** Checks that each workload has its pods ready and up to date, and that no container was restarted. */
export function checkWorkloads({ workloads, pods, namespace }: Snapshot): Section {
  const all = valueOr(pods, []);
  return {
    title: 'Workloads',
    findings: [
      ...judge(workloads, 'workloads', (found) => readiness(found, all, namespace)),
      ...judge(pods, 'restarts', (found) => restarts(found, namespace)),
    ],
  };
}

function readiness(workloads: readonly WorkloadView[], pods: readonly PodView[], namespace: string): Finding[] {
  if (workloads.length === 0) return [fail('the release has no workload', 'install the release again')];
  return workloads.map((workload) => {
    const own = pods.filter((pod) => pod.component === workload.component && !pod.finished);
    return workloadFinding(workload, own, namespace);
  });
}

function workloadFinding(workload: WorkloadView, pods: readonly PodView[], namespace: string): Finding {
  const { component, name, desired, ready, updated } = workload;
  const count = `${component}: ${ready} of ${desired} ready`;
  if (desired === 0) {
    if (name.startsWith('DaemonSet'))
      return warn(`${component}: no node matches`, 'check its nodeSelector and tolerations');
    return warn(`${component}: scaled to 0`, `kubectl scale -n ${namespace} ${target(name)} --replicas 1`);
  }
  if (ready < desired) {
    const bad = pods.find((pod) => !pod.ready);
    const advice = bad
      ? `kubectl describe pod -n ${namespace} ${bad.name}; kubectl logs -n ${namespace} ${bad.name} --all-containers`
      : `kubectl describe -n ${namespace} ${target(name)} says why it has no pod`;
    return fail(`${count}${bad ? `, ${reasonOf(bad)}` : ''}`, advice);
  }
  if (updated < desired) {
    return warn(`${count}, ${updated} of the newest version`, `kubectl rollout status -n ${namespace} ${target(name)}`);
  }
  return ok(count);
}

function reasonOf(pod: PodView): string {
  const end = pod.containers.find(({ lastEnd }) => lastEnd)?.lastEnd;
  const ended = end ? `; last ended with ${end.reason}, exit code ${end.exitCode}` : '';
  const state = pod.trouble ?? `not ready ${duration(pod.ageSeconds * 1000)} after its creation`;
  return `${pod.name}: ${state}${ended}`;
}

/** `deployment/triptych-loki` of `Deployment triptych-loki`. */
function target(name: string): string {
  return name.replace(' ', '/').toLowerCase();
}

function restarts(pods: readonly PodView[], namespace: string): Finding[] {
  const restarted = pods.flatMap((pod) =>
    pod.containers.filter(({ restarts: count }) => count > 0).map((container) => ({ pod, container })),
  );
  if (restarted.length > 0) return restarted.map(({ pod, container }) => restartFinding(pod, container, namespace));
  return pods.length > 0 ? [ok('no container was restarted')] : [];
}

function restartFinding(pod: PodView, { name, restarts: count, lastEnd, resources }: ContainerView, namespace: string) {
  const times = count === 1 ? 'once' : `${count} times`;
  const why = lastEnd
    ? `, last ${duration(lastEnd.secondsAgo * 1000)} ago: ${lastEnd.reason}, exit code ${lastEnd.exitCode}`
    : '';
  const what = `${pod.name}: container ${name} was restarted ${times}${why}`;
  if (lastEnd?.reason === 'OOMKilled') {
    const limit = resources.memoryLimit ? ` above ${Math.round(resources.memoryLimit / 2 ** 20)}Mi` : '';
    const advice = `raise its resources.limits.memory${limit}; docs/sizing.md has measurements`;
    return lastEnd.secondsAgo < HOUR ? fail(what, advice) : warn(what, advice);
  }
  return warn(what, `kubectl logs -n ${namespace} ${pod.name} -c ${name} --previous`);
}
