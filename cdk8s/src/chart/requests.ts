import { defaults } from '../values.ts';
import { type Compose, type Manifest, plainManifests } from './synth.ts';

/** What pods ask of a cluster: thousandths of a core, and MiB. */
export interface Requests {
  readonly milliCores: number;
  readonly mebibytes: number;
}

interface Workload {
  readonly replicas?: number;
  readonly template?: {
    spec: { containers: { resources?: { requests?: { cpu?: string | number; memory?: string } } }[] };
  };
}

/** The sum of the requests of all pods on a cluster of some nodes. Agents run on each node. */
export function requestsOf(objects: readonly Manifest[], nodes = 1): Requests {
  // Without a number of its own a Deployment has that of its autoscaler.
  const smallest = new Map(
    objects
      .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
      .map(({ metadata, spec }) => [metadata.name, (spec as { minReplicas?: number }).minReplicas]),
  );
  const each = objects.flatMap(({ kind, metadata, spec }) => {
    const { replicas, template } = (spec ?? {}) as Workload;
    const count = kind === 'DaemonSet' ? nodes : (replicas ?? smallest.get(metadata.name) ?? 1);
    return (template?.spec.containers ?? []).map(({ resources }) => ({
      milliCores: count * milliCores(resources?.requests?.cpu ?? '0'),
      mebibytes: count * mebibytes(resources?.requests?.memory ?? '0Mi'),
    }));
  });
  const sum = (key: keyof Requests) => each.reduce((total, one) => total + one[key], 0);
  return { milliCores: sum('milliCores'), mebibytes: sum('mebibytes') };
}

/** A whole number of cores may be a number of YAML. Rounded: a product such as 0.1 × 1000 may have a fraction. */
const milliCores = (quantity: string | number) =>
  Math.round(Number.parseFloat(String(quantity)) * (String(quantity).endsWith('m') ? 1 : 1000));

function mebibytes(quantity: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)([MG]i)$/.exec(quantity) ?? [];
  if (!unit) throw new Error(`cannot read the memory request "${quantity}": use Mi or Gi in the default values`);
  return Number(number) * (unit === 'Gi' ? 1024 : 1);
}

/** One sentence for people: what an installation with the default values requests. */
export function requestsSentence(compose: Compose): string {
  const objects = plainManifests(compose, defaults(), { name: 'triptych', namespace: 'triptych', service: 'Helm' });
  const [one, two] = [requestsOf(objects), requestsOf(objects, 2)];
  const cores = (milli: number) => `${milli / 1000} cores`;
  const more = `${cores(two.milliCores - one.milliCores)} and ${two.mebibytes - one.mebibytes} MiB`;
  return `The default values request ${cores(one.milliCores)} and ${(one.mebibytes / 1024).toFixed(1)} GiB of memory on one node, and ${more} more for each further node.`;
}
