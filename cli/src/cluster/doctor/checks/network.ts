import { type Finding, fail, judge, ok, type Section, warn } from '../finding.ts';
import type { NameView, NetworkView, Reading, ServiceView, Snapshot } from '../snapshot.ts';

/** Network plugins that enforce NetworkPolicies, by the names of their programs and images. */
const ENFORCING = [
  'calico',
  'cilium',
  'antrea',
  'canal',
  'kube-router',
  'ovnkube',
  'weave-net',
  'azure-npm',
  'romana',
  'kindnet',
];

/** Checks that each Service has endpoints, that names resolve, and that NetworkPolicies are enforced. */
export function checkNetwork({ network, namespace }: Snapshot): Section {
  const { services, dnsServers, names } = network;
  return {
    title: 'Network',
    findings: [
      ...judge(services, 'endpoints', (found) => endpointFindings(found, namespace)),
      ...judge(dnsServers, 'cluster DNS', dnsFindings),
      ...judge(names, 'names of the Services', nameFindings),
      ...policyFindings(network),
    ],
  };
}

function endpointFindings(services: readonly ServiceView[], namespace: string): Finding[] {
  const empty = services.filter(({ ready }) => ready === 0);
  const behind = ({ name, notReady }: ServiceView) => `${name} (${notReady > 0 ? `${notReady} not ready` : 'no pod'})`;
  const advice = `the lines of the workloads above say why; kubectl get endpointslices -n ${namespace}`;
  const bad = empty.length > 0 ? [fail(`no pod is ready behind Service ${empty.map(behind).join(', ')}`, advice)] : [];
  const good = services.length - empty.length;
  return good > 0 ? [...bad, ok(`${good} of ${services.length} Services have ready endpoints`)] : bad;
}

function dnsFindings({ ready, notReady }: { ready: number; notReady: number }): Finding[] {
  const advice = 'kubectl get pods -n kube-system -l k8s-app=kube-dns';
  if (ready === 0) return [fail('cluster DNS: no server is ready', advice)];
  return [notReady === 0 ? ok(`cluster DNS: ${ready} ready`) : warn(`cluster DNS: ${notReady} not ready`, advice)];
}

function nameFindings(names: readonly NameView[]): Finding[] {
  const wrong = names.filter(({ expected, got }) => expected !== undefined && !got.includes(expected));
  if (wrong.length === 0) return [ok(`cluster DNS knows all ${names.length} Services`)];
  if (wrong.length === names.length && names.every(({ got }) => got.length === 0)) {
    const what = 'cluster DNS knows no Service under svc.cluster.local';
    return [warn(what, 'the cluster may have another domain; otherwise read the log of its DNS')];
  }
  return wrong.map(({ name, expected, got }) =>
    fail(
      `cluster DNS answers ${got.join(', ') || 'nothing'} for ${name}, whose address is ${expected}`,
      'read the log of the cluster DNS',
    ),
  );
}

function policyFindings({ policies, nodePrograms }: NetworkView): readonly Finding[] {
  return judge(policies, 'NetworkPolicies', (count) => {
    if (count === 0)
      return [warn('no NetworkPolicy: every pod can reach every other pod', 'set the value networkPolicy.enabled')];
    return [enforcement(count, nodePrograms)];
  });
}

function enforcement(count: number, nodePrograms: Reading<readonly string[]>): Finding {
  const policies = count === 1 ? '1 NetworkPolicy' : `${count} NetworkPolicies`;
  if ('unknown' in nodePrograms)
    return warn(`${policies}; whether they are enforced is not known, ${nodePrograms.unknown}`);
  const plugin = ENFORCING.find((name) => nodePrograms.value.some((program) => program.includes(name)));
  if (plugin) return ok(`${policies}, enforced by ${plugin}`);
  const advice = 'triptych does not know this network plugin: its documentation says whether it enforces them';
  return warn(`${policies}; whether they are enforced is not known`, advice);
}
