import type { V1ConfigMap, V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import { allEndpoints, argumentsOf, openRelease, type ReleaseOptions } from '../../cluster/open.ts';
import { UserError } from '../../command.ts';
import { requireFaults } from '../causes/faults.ts';
import { SERVICES, type Service, type System } from '../system.ts';
import {
  alertmanagerArguments,
  alertmanagerFiles,
  prometheusArguments,
  prometheusFiles,
  withArguments,
} from './configuration.ts';
import { type Objects, openObjects, type Reference } from './objects.ts';
import { openClusterReceiver, removeReceiver } from './receiver.ts';
import { openSaved, restoreSaved } from './saved-state.ts';
import { workloadsOf } from './workloads.ts';

export interface ClusterSystemOptions {
  readonly target: ReleaseOptions;
  readonly signal: AbortSignal;
  /** Told of each step. */
  readonly show: (what: string) => void;
}

/** Makes a release in a cluster ready for drills. */
export async function openClusterSystem({ target, signal, show }: ClusterSystemOptions): Promise<System> {
  await using undo = new AsyncDisposableStack();
  const open = undo.use(await openRelease(target));
  const { kube, release } = open;
  const objects = await openObjects(kube);
  const restoreWith = `triptych drill --restore${argumentsOf(kube, release)}`;
  const tunnelTo = async (component: string) => {
    const tunnel = await open.tunnel(component, { patienceSeconds: 60 });
    if (!tunnel) throw new UserError(`drills need all parts, and ${release.name} has no ${component}`);
    return tunnel.url;
  };
  const urls = Object.fromEntries(
    await Promise.all(SERVICES.map(async (name) => [name, await tunnelTo(name.replace('_', '-'))] as const)),
  ) as Record<Service, string>;
  const url = (service: Service) => urls[service];
  const alertmanager = await tunnelTo('alertmanager');
  // Before anything is changed: a release that is not for development offers none.
  await requireFaults({ kind: 'cluster', url });

  const saved = await openSaved(objects, release.name, restoreWith);
  const workloads = workloadsOf(objects, saved, open, signal);
  undo.defer(async () => {
    show('puts everything back');
    await restoreSaved(objects, release.name);
    await workloads.allSettled();
  });
  show('starts a receiver of alerts in the cluster');
  const image = await imageOf(objects, workloads.of('user_svc'));
  const receiver = undo.use(await openClusterReceiver(objects, open, image, signal));

  show('starts Prometheus and Alertmanager with less patience');
  const configMap = (part: string): Reference => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: `${release.name}-${part}`,
  });
  const prometheusConfig = await objects.read<V1ConfigMap>(configMap('prometheus'));
  await saved.change(configMap('prometheus'), prometheusFiles(prometheusConfig));
  const alertmanagerConfig = await objects.read<V1ConfigMap>(configMap('alertmanager'));
  await saved.change(configMap('alertmanager'), alertmanagerFiles(alertmanagerConfig, receiver.url));
  await Promise.all([
    restartWith('prometheus', prometheusArguments),
    restartWith('alertmanager', alertmanagerArguments),
  ]);

  const keep = undo.move();
  return {
    kind: 'cluster',
    endpoints: { ...(await allEndpoints(open, {})), alertmanager },
    receiver,
    url,
    stop: (part, { atOnce = false } = {}) => workloads.stop(part, atOnce),
    start: (part) => workloads.start(part),
    cluster: {
      misplace: (part) => workloads.change(part, NOWHERE, false),
    },
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  };

  async function restartWith(part: 'prometheus' | 'alertmanager', change: (args: readonly string[]) => string[]) {
    const set = await objects.read<V1StatefulSet>(workloads.of(part));
    await workloads.change(part, withArguments(set, change));
  }
}

/** Pods with this fit on no node. */
const NOWHERE = { spec: { template: { spec: { nodeSelector: { 'triptych.dev/drill': 'nowhere' } } } } };

/** Puts back what drills have left in a release; resolves to what that was. */
export async function restoreRelease(target: ReleaseOptions): Promise<string[]> {
  await using open = await openRelease(target);
  const objects = await openObjects(open.kube);
  await removeReceiver(objects, open.release.name);
  return restoreSaved(objects, open.release.name);
}

/** The command's image: beside those of the services, under the same version. */
async function imageOf(objects: Objects, userSvc: Reference): Promise<string> {
  const { spec } = await objects.read<V1Deployment>(userSvc);
  return (spec?.template.spec?.containers[0]?.image ?? '').replace(/user_svc(?=:[^/]*$)/, 'cli');
}
