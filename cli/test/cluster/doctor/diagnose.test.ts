import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSignals } from '../../../src/cluster/doctor/checks/signals.ts';
import { diagnose } from '../../../src/cluster/doctor/diagnose.ts';
import type {
  ContainerView,
  FlowView,
  ForeignService,
  NetworkView,
  PodView,
  PrometheusView,
  Reading,
  Snapshot,
} from '../../../src/cluster/doctor/snapshot.ts';
import { healthy } from './snapshot.ts';

/** The findings that are not ✔, as one text. */
function complaints(change: Partial<Snapshot>): string {
  const findings = diagnose({ ...healthy, ...change }).flatMap((section) => section.findings);
  const bad = findings.filter(({ level }) => level !== 'ok');
  return bad.map(({ level, what, advice }) => `${level}: ${what}${advice ? ` → ${advice}` : ''}`).join('\n');
}

/** The value of a reading of the healthy snapshot, for a test to change. */
function value<T>(reading: Reading<T>): T {
  assert.ok('value' in reading);
  return reading.value;
}

const unknown = { unknown: 'you may not list pods in namespace shop', right: 'list pods in namespace shop' };

describe('the doctor', () => {
  it('finds nothing wrong with a healthy release', () => {
    assert.equal(complaints({}), '');
    const titles = diagnose(healthy).map(({ title }) => title);
    assert.deepEqual(titles, [
      ...['Cluster', 'Release', 'Workloads', 'Volumes', 'Requests and use', 'Network', 'Signals'],
    ]);
  });

  it('stops where there is no cluster or no release', () => {
    const api = { unknown: 'the API server https://127.0.0.1:6443 does not answer: no answer within 10 s' };
    assert.equal(diagnose({ ...healthy, api }).length, 1);
    assert.match(complaints({ api }), /^fail: the API server .* does not answer.* → is .* the right cluster/);
    assert.match(complaints({ release: { unknown: 'there is no release' } }), /^fail: there is no release$/);
  });

  it('names a missing right and continues', () => {
    const rights = ['clocks', 'workloads', 'pods', 'use', 'claims', 'fill'] as const;
    for (const name of rights) {
      const text = complaints({ [name]: unknown });
      assert.match(text, /not known without the right to list pods in namespace shop/, name);
      assert.doesNotMatch(text, /^fail/m, name);
    }
    assert.match(complaints({ release: unknown }), /^warn: release: not known without the right to/);
  });
});

describe('the doctor on the cluster', () => {
  const api = value(healthy.api);

  it('finds a Kubernetes that is too old, and a slow API server', () => {
    assert.match(complaints({ api: { value: { ...api, version: 'v1.26.3' } } }), /^fail: Kubernetes v1\.26\.3 is too/);
    assert.match(complaints({ api: { value: { ...api, milliseconds: 2100 } } }), /^warn: .* answers in 2100 ms/);
  });

  it('finds clocks that differ', () => {
    assert.match(
      complaints({ api: { value: { ...api, skewSeconds: 90 } } }),
      /^fail: .* 90\.0 s ahead of this machine/,
    );
    assert.match(complaints({ api: { value: { ...api, skewSeconds: -5 } } }), /^warn: .* 5\.0 s behind this machine/);
    const clock = (renewedSecondsAgo: number) => ({ clocks: { value: [{ node: 'n1', renewedSecondsAgo }] } });
    assert.match(complaints(clock(-60)), /^warn: the clock of node n1 is 60 s ahead/);
    assert.match(complaints(clock(120)), /^warn: node n1 renewed its lease 120 s ago/);
  });
});

describe('the doctor on the release', () => {
  const helm = (status: string) => ({
    release: { value: { name: 'triptych', managedBy: 'Helm', helm: { value: { revision: 3, status } } } },
  });

  it('finds an upgrade that failed or was interrupted', () => {
    assert.match(complaints(helm('failed')), /^fail: Helm revision 3: failed → "helm history triptych -n shop"/);
    assert.match(
      complaints(helm('pending-upgrade')),
      /^warn: Helm revision 3: pending-upgrade: still running, or interrupted/,
    );
  });

  it('distinguishes plain manifests from a lost record of Helm', () => {
    const without = (managedBy: string) => ({
      release: { value: { name: 'triptych', managedBy, helm: { value: undefined } } },
    });
    assert.equal(complaints(without('cdk8s')), '');
    assert.match(
      complaints(without('Helm')),
      /^warn: its labels say that Helm installed it, but Helm has no record of it/,
    );
  });
});

describe('the doctor on workloads', () => {
  const [loki] = value(healthy.workloads);
  const [pod] = value(healthy.pods);
  const [container] = pod?.containers ?? [];
  assert.ok(loki && pod && container);

  const withPod = (change: Partial<PodView>, more: Partial<ContainerView> = {}): Partial<Snapshot> => ({
    pods: { value: [{ ...pod, ...change, containers: [{ ...container, ...more }] }] },
  });

  it('names the workload whose pod was killed', () => {
    const workloads = { value: [{ ...loki, ready: 0 }] };
    const text = complaints({ workloads, ...withPod({ ready: false, ageSeconds: 3 }) });
    assert.match(
      text,
      /^fail: loki: 0 of 1 ready, triptych-loki-0: not ready 3\.0 s after .* → kubectl describe pod -n shop/,
    );
    assert.match(
      complaints({ workloads, pods: { value: [] } }),
      /^fail: loki: 0 of 1 ready → .*statefulset\/triptych-loki/,
    );
  });

  it('says why a pod does not run', () => {
    const workloads = { value: [{ ...loki, ready: 0 }] };
    const lastEnd = { reason: 'Error', exitCode: 1, secondsAgo: 4 };
    const change = withPod({ ready: false, trouble: 'CrashLoopBackOff' }, { lastEnd, restarts: 4 });
    const text = complaints({ workloads, ...change });
    assert.match(text, /loki-0: CrashLoopBackOff; last ended with Error, exit code 1/);
    assert.match(text, /warn: .*restarted 4 times, last 4\.0 s ago: Error, exit code 1 → kubectl logs .*--previous/);
  });

  it('finds a container that was killed for its memory', () => {
    const end = (secondsAgo: number) =>
      complaints(withPod({}, { restarts: 1, lastEnd: { reason: 'OOMKilled', exitCode: 137, secondsAgo } }));
    assert.match(end(60), /^fail: .* restarted once, .*OOMKilled.* → raise its resources\.limits\.memory above 256Mi/);
    assert.match(end(7200), /^warn: /);
  });

  it('finds a rollout under way, and a workload that is scaled to 0', () => {
    assert.match(complaints({ workloads: { value: [{ ...loki, updated: 0 }] } }), /^warn: .* 0 of the newest version/);
    assert.match(complaints({ workloads: { value: [{ ...loki, desired: 0 }] } }), /^warn: loki: scaled to 0/);
  });
});

describe('the doctor on volumes', () => {
  it('finds a claim that is not bound, and a volume that is nearly full', () => {
    const claims = { value: [{ name: 'data-loki', phase: 'Pending', size: '10Gi' }] };
    assert.match(
      complaints({ claims }),
      /^fail: data-loki: Pending, not bound → kubectl describe pvc -n shop data-loki/,
    );
    const fill = (used: number) => ({ fill: { value: [{ claim: 'data-loki', used, capacity: 2 ** 30 }] } });
    assert.match(complaints(fill(0.85 * 2 ** 30)), /^warn: data-loki: bound, 10Gi, 85 % of 1\.0 Gi full/);
    assert.match(complaints(fill(0.97 * 2 ** 30)), /^fail: data-loki/);
    assert.equal(complaints({ fill: { value: [] } }), '');
  });
});

describe('the doctor on use', () => {
  it('finds a container close to its limit', () => {
    const use = (cpu: number, mebibytes: number) => ({
      use: { value: [{ pod: 'triptych-loki-0', container: 'loki', cpu, memory: mebibytes * 2 ** 20 }] },
    });
    assert.match(
      complaints(use(0.01, 250)),
      /^warn: .*memory 250 Mi of 128 Mi requested \(limit 256 Mi\): close to its limit/,
    );
    assert.equal(complaints(use(0.5, 100)), '');
  });
});

describe('the doctor on the network', () => {
  const on = (change: Partial<NetworkView>) => complaints({ network: { ...healthy.network, ...change } });

  it('finds a Service without a ready pod', () => {
    const services = { value: [{ name: 'triptych-loki', component: 'loki', ready: 0, notReady: 1 }] };
    assert.match(on({ services }), /^fail: no pod is ready behind Service triptych-loki \(1 not ready\)/);
  });

  it('finds a DNS that is down or wrong', () => {
    assert.match(on({ dnsServers: { value: { ready: 0, notReady: 2 } } }), /^fail: cluster DNS: no server is ready/);
    const name = (got: string[]) => ({ value: [{ name: 'triptych-loki', expected: '10.0.0.1', got }] });
    assert.match(on({ names: name(['10.0.0.9']) }), /^fail: cluster DNS answers 10\.0\.0\.9 for triptych-loki/);
    assert.match(on({ names: name([]) }), /^warn: cluster DNS knows no Service under svc\.cluster\.local/);
  });

  it('does not assume that an unknown network plugin enforces policies', () => {
    assert.match(on({ nodePrograms: { value: ['kube-proxy'] } }), /^warn: 9 NetworkPolicies; whether .* is not known/);
    assert.match(on({ policies: { value: 0 } }), /^warn: no NetworkPolicy/);
  });
});

describe('the doctor on signals', () => {
  const prometheus = value(healthy.signals.prometheus);
  const on = (change: Partial<Snapshot['signals']>) => complaints({ signals: { ...healthy.signals, ...change } });
  const samples = (change: Partial<PrometheusView>) => on({ prometheus: { value: { ...prometheus, ...change } } });
  const logs = (change: Partial<FlowView>) =>
    samples({ flows: prometheus.flows.map((flow) => (flow.signal === 'logs' ? { ...flow, ...change } : flow)) });

  it('finds a backend that does not accept telemetry', () => {
    assert.match(logs({ sent: 0, queuedBytes: 4e6 }), /^fail: logs: 5\.0\/s into .* 0\.0\/s on to loki; 4\.0 MB wait/);
    assert.match(
      logs({ failed: 2 }),
      /^fail: logs: the Collector drops 2\.0\/s, which loki refuses for good → .* 401 or 403/,
    );
    assert.match(logs({ refused: 12 }), /^fail: logs: the Collector refuses 12\/s/);
    assert.match(on({ loki: { unknown: 'no pod of triptych-loki is ready', wrong: true } }), /^fail: Loki: no pod of/);
  });

  it('blames no part where there was no traffic', () => {
    assert.match(logs({ accepted: 0, sent: 0 }), /^warn: logs: .*nothing for 5 minutes → "triptych verify"/);
    assert.match(logs({ accepted: undefined }), /^warn: logs: the Collector has received none/);
    assert.match(on({ jaeger: { value: ['user_svc'] } }), /^warn: Jaeger has no trace of job_svc, image_svc/);
    assert.match(on({ loki: { value: { lines: 0, newestAge: undefined } } }), /^warn: Loki has no line/);
  });

  it('lists services that send spans and are not part of the release, and says whether their lines link', () => {
    const shown = (service: Omit<ForeignService, 'name'>) => {
      const foreign = { value: [{ name: 'shop', ...service }] };
      const { findings } = checkSignals({ ...healthy, signals: { ...healthy.signals, foreign } });
      const finding = findings.find(({ what }) => what.startsWith('shop'));
      assert.equal(finding?.level, 'ok');
      return `${finding.what} → ${finding.advice}`;
    };
    const start = 'shop, which is not part of the release, sent its last span 4.0 s ago';
    assert.equal(
      shown({ spanAge: 4, lines: { all: 9, linked: 7 } }),
      `${start}; its log lines link to traces → undefined`,
    );
    assert.equal(shown({ spanAge: 4, lines: undefined }), `${start} → undefined`);
    const advice = '"triptych verify --service shop" says what it must set';
    assert.equal(
      shown({ spanAge: 4, lines: { all: 9, linked: 0 } }),
      `${start}; its log lines have no trace id → ${advice}`,
    );
    assert.equal(shown({ spanAge: 4, lines: { all: 0, linked: 0 } }), `${start}; it sends no log lines → ${advice}`);
    assert.match(shown({ spanAge: undefined, lines: undefined }), /sent no span in the last hour/);
  });

  it('leaves out a backend outside the release', () => {
    assert.match(on({ jaeger: { unknown: 'it is not in this release' } }), /^warn: Jaeger: not known, it is not in/);
  });

  it('finds a backend outside the release that keeps signals without the labels of the queries', () => {
    const lines = { lines: 0, newestAge: undefined, unlabelled: 7 };
    assert.match(
      on({ loki: { value: lines } }),
      /^fail: Loki has lines .* without the label "service".* → .*otlp_config/,
    );
    const found = samples({ sampleAges: [{ service: '', seconds: 1 }], unlabelled: 3 });
    assert.match(
      found,
      /^fail: Prometheus has samples .* without the label "service_name" → .*promote_resource_attributes/,
    );
  });

  it('finds a service that has become silent, and a wrong clock', () => {
    const old = prometheus.sampleAges.map((age) => ({ ...age, seconds: 130 })).slice(1);
    assert.match(
      samples({ sampleAges: old }),
      /no fresh sample of user_svc(.|\n)*newest sample of job_svc is 2 min 10 s old/,
    );
    assert.match(
      on({ loki: { value: { lines: 9, newestAge: -40 } } }),
      /^fail: the time of the newest log line is 40 s in the future/,
    );
  });
});
