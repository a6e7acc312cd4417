import type { V1ConfigMap, V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import { CONVERSION_SERVICE_NAMES, type ConversionServiceName, PARTS, type PartName } from '@triptych/parts';
import { allEndpoints, argumentsOf, openRelease, type ReleaseOptions } from '../../cluster/open.ts';
import { UserError } from '../../command.ts';
import { requireFaultInjection } from '../causes/faults.ts';
import { OTLP_HTTP, type System } from '../system.ts';
import {
  alertmanagerArguments,
  alertmanagerFiles,
  prometheusArguments,
  prometheusFiles,
  withArguments,
} from './configuration.ts';
import { type Objects, openObjects, type Reference } from './objects.ts';
import { openClusterReceiver, removeReceiver } from './receiver.ts';
import { openSavedState, restoreSavedState } from './saved-state.ts';
import { workloadsOf } from './workloads.ts';

export interface ClusterSystemOptions {
  readonly target: ReleaseOptions;
  readonly signal: AbortSignal;
  /** Called with each step. */
  readonly show: (what: string) => void;
}

/** Prepares a release in a cluster for drills. */
export async function openClusterSystem({ target, signal, show }: ClusterSystemOptions): Promise<System> {
  await using undo = new AsyncDisposableStack();
  const open = undo.use(await openRelease(target));
  const { kube, release } = open;
  const objects = await openObjects(kube);
  const restoreWith = `triptych drill --restore${argumentsOf(kube, release)}`;
  const tunnelTo = async (part: PartName, portName?: string) => {
    const tunnel = await open.tunnel(PARTS[part].component, { patienceSeconds: 60 }, portName);
    if (!tunnel) throw new UserError(`drills need all parts, and release ${release.name} has no ${part}`);
    return tunnel.url;
  };
  const urls = Object.fromEntries(
    await Promise.all(CONVERSION_SERVICE_NAMES.map(async (name) => [name, await tunnelTo(name)] as const)),
  ) as Record<ConversionServiceName, string>;
  const url = (service: ConversionServiceName) => urls[service];
  const alertmanager = await tunnelTo('alertmanager');
  const otlp = await tunnelTo('otelcol', OTLP_HTTP);
  // Checked before anything is changed.
  await requireFaultInjection({ kind: 'cluster', url });

  const saved = await openSavedState(objects, release.name, restoreWith);
  const workloads = workloadsOf(objects, saved, open, signal);
  undo.defer(async () => {
    show('restores the release');
    await restoreSavedState(objects, release.name);
    await workloads.untilAllReady();
  });
  show('starts a receiver of alerts in the cluster');
  const image = await commandImage(objects, workloads.reference('user_svc'));
  const receiver = undo.use(await openClusterReceiver(objects, open, image, signal));

  show('restarts Prometheus and Alertmanager with shorter waits');
  await reconfigure('prometheus', prometheusFiles);
  await reconfigure('alertmanager', (files) => alertmanagerFiles(files, receiver.url));
  await Promise.all([
    restartWith('prometheus', prometheusArguments),
    restartWith('alertmanager', alertmanagerArguments),
  ]);

  const resources = undo.move();
  return {
    kind: 'cluster',
    endpoints: { ...(await allEndpoints(open, {})), alertmanager },
    receiver,
    otlp,
    url,
    stop: (part, { atOnce = false } = {}) => workloads.stop(part, atOnce),
    start: (part) => workloads.start(part),
    cluster: {
      misplace: (part) => workloads.change(part, NOWHERE, false),
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };

  /** Changes the files of a part in its ConfigMap, which has the name of its workload. */
  async function reconfigure(part: PartName, patchOf: (files: V1ConfigMap) => object) {
    const configMap: Reference = { apiVersion: 'v1', kind: 'ConfigMap', name: workloads.reference(part).name };
    await saved.change(configMap, patchOf(await objects.read<V1ConfigMap>(configMap)));
  }

  async function restartWith(part: PartName, change: (args: readonly string[]) => string[]) {
    const set = await objects.read<V1StatefulSet>(workloads.reference(part));
    await workloads.change(part, withArguments(set, change));
  }
}

/** No node has this label. */
const NOWHERE = { spec: { template: { spec: { nodeSelector: { 'triptych.dev/drill': 'nowhere' } } } } };

/** Restores what an interrupted drill has changed in a release. Resolves to the names of the objects. */
export async function restoreRelease(target: ReleaseOptions): Promise<string[]> {
  await using open = await openRelease(target);
  const objects = await openObjects(open.kube);
  await removeReceiver(objects, open.release.name);
  return restoreSavedState(objects, open.release.name);
}

/** The image of the command, from the same registry and of the same version as that of user_svc. */
async function commandImage(objects: Objects, userSvc: Reference): Promise<string> {
  const { spec } = await objects.read<V1Deployment>(userSvc);
  return (spec?.template.spec?.containers[0]?.image ?? '').replace(/user_svc(?=:[^/]*$)/, 'cli');
}
