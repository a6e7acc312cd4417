import { type Finding, judge, ok, type Section, warn } from '../finding.ts';
import { cores, mebibytes } from '../quantity.ts';
import type { PodView, Resources, Snapshot, UseView } from '../snapshot.ts';

/** Compares the use of CPU and memory with requests and limits. */
export function checkResources({ pods, use }: Snapshot): Section {
  const findings = judge(pods, 'requests and limits', (all) => {
    const running = all.filter(({ finished }) => !finished);
    return judge(use, 'use of CPU and memory', (used) => running.flatMap((pod) => podFindings(pod, used)));
  });
  return { title: 'Requests and use', findings };
}

function podFindings(pod: PodView, use: readonly UseView[]): Finding[] {
  return pod.containers.flatMap(({ name, resources }) => {
    const used = use.find((one) => one.pod === pod.name && one.container === name);
    const title = pod.containers.length > 1 ? `${pod.name}, ${name}` : pod.name;
    // metrics-server has the first measurement about 30 s after the start of a container.
    if (!used)
      return pod.ageSeconds < 90 || !pod.ready ? [] : [warn(`${title}: metrics-server has no measurement of it`)];
    return [useFinding(title, used, resources)];
  });
}

function useFinding(title: string, used: UseView, resources: Resources): Finding {
  const { cpuRequest, cpuLimit, memoryRequest, memoryLimit } = resources;
  const cpu = `CPU ${cores(used.cpu)} of ${amount(cpuRequest, cores)}${limit(cpuLimit, cores)}`;
  const memory = `memory ${mebibytes(used.memory)} of ${amount(memoryRequest, mebibytes)}${limit(memoryLimit, mebibytes)}`;
  const what = `${title}: ${cpu}; ${memory}`;
  if (memoryLimit !== undefined && used.memory > memoryLimit * 0.9) {
    return warn(`${what}: close to its limit, at which it is killed`, 'raise its resources.limits.memory');
  }
  if (memoryRequest === undefined || cpuRequest === undefined) {
    return warn(what, 'set resources.requests: pods without requests are evicted first');
  }
  if (cpuLimit !== undefined && used.cpu > cpuLimit * 0.95) {
    return warn(`${what}: throttled by its limit`, 'raise resources.limits.cpu, or the number of replicas');
  }
  return ok(what);
}

const amount = (value: number | undefined, show: (value: number) => string) =>
  value === undefined ? 'nothing requested' : `${show(value)} requested`;
const limit = (value: number | undefined, show: (value: number) => string) =>
  value === undefined ? '' : ` (limit ${show(value)})`;
