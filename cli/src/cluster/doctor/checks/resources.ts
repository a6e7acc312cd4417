import { type Finding, judge, ok, type Section, warn } from '../finding.ts';
import { cores, mebibytes } from '../quantity.ts';
import type { PodView, Resources, Snapshot, UseView } from '../snapshot.ts';

/** What is used, against what was requested and what is allowed. */
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
    // The first reading comes about half a minute after a container's start.
    if (!used) return pod.ageSeconds < 90 || !pod.ready ? [] : [warn(`${title}: its use is not measured`)];
    return [useFinding(title, used, resources)];
  });
}

function useFinding(title: string, used: UseView, resources: Resources): Finding {
  const { cpuRequest, cpuLimit, memoryRequest, memoryLimit } = resources;
  const cpu = `CPU ${cores(used.cpu)} of ${amount(cpuRequest, cores)}${limit(cpuLimit, cores)}`;
  const memory = `memory ${mebibytes(used.memory)} of ${amount(memoryRequest, mebibytes)}${limit(memoryLimit, mebibytes)}`;
  const what = `${title}: ${cpu}; ${memory}`;
  if (memoryLimit !== undefined && used.memory > memoryLimit * 0.9) {
    return warn(`${what}: close to being killed`, 'raise its resources.limits.memory');
  }
  if (memoryRequest === undefined || cpuRequest === undefined) {
    return warn(what, 'set resources.requests: without them it is the first to be evicted');
  }
  if (cpuLimit !== undefined && used.cpu > cpuLimit * 0.95) {
    return warn(`${what}: held back by its limit`, 'raise resources.limits.cpu, or the replicas');
  }
  return ok(what);
}

const amount = (value: number | undefined, show: (value: number) => string) =>
  value === undefined ? 'nothing requested' : `${show(value)} requested`;
const limit = (value: number | undefined, show: (value: number) => string) =>
  value === undefined ? '' : ` (limit ${show(value)})`;
