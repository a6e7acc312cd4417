import { type Finding, fail, judge, ok, type Section, unknown, warn } from '../finding.ts';
import type { ApiView, NodeClock, Snapshot } from '../snapshot.ts';

/** The chart's kubeVersion. */
const OLDEST = [1, 27] as const;

/** Checks that the API server answers and is new enough, and that the clocks agree. */
export function checkCluster({ context, server, api, clocks }: Snapshot): Section {
  if ('value' in api) {
    const findings = [...apiFindings(context, api.value), ...judge(clocks, 'clocks of the nodes', clockFindings)];
    return { title: 'Cluster', findings };
  }
  const advice = `is ${server} the right cluster? "kubectl config get-contexts" lists all contexts; --context chooses one`;
  const findings = [api.right ? unknown('the API server', api) : fail(api.unknown, advice)];
  return { title: 'Cluster', findings };
}

function apiFindings(context: string, { version, milliseconds, skewSeconds }: ApiView): Finding[] {
  const answer = `${context} answers in ${Math.round(milliseconds)} ms`;
  const advice = 'a slow API server delays every rollout: check its load and the network to it';
  return [
    milliseconds < 1000 ? ok(answer) : warn(answer, advice),
    versionFinding(version),
    skewFinding('the API server', skewSeconds),
  ];
}

function versionFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  const text = `Kubernetes ${version}`;
  return isOld ? fail(`${text} is too old`, `the chart needs ${OLDEST.join('.')} or newer`) : ok(text);
}

function skewFinding(whose: string, seconds: number | undefined): Finding {
  if (seconds === undefined) return warn(`the clock of ${whose} is unknown: its replies have no date`);
  const by = `${Math.abs(seconds).toFixed(1)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`;
  const advice = 'queries by time miss new data: synchronise the clocks with NTP';
  if (Math.abs(seconds) > 30) return fail(`the clock of ${whose} is ${by}`, advice);
  return Math.abs(seconds) > 2
    ? warn(`the clock of ${whose} is ${by}`, advice)
    : ok(`the clock of ${whose} agrees with this machine's`);
}

/** A kubelet renews its lease every 10 s; Kubernetes considers a node lost after 40 s. */
function clockFindings(clocks: readonly NodeClock[]): Finding[] {
  const wrong = clocks.flatMap(({ node, renewedSecondsAgo: seconds }) => {
    if (seconds < -2) {
      return [warn(`the clock of node ${node} is ${(-seconds).toFixed(0)} s ahead`, 'synchronise it with NTP')];
    }
    if (seconds <= 40) return [];
    const advice = `the node is down, or its clock is behind: kubectl describe node ${node}`;
    return [warn(`node ${node} renewed its lease ${seconds.toFixed(0)} s ago by its own clock`, advice)];
  });
  if (wrong.length > 0 || clocks.length === 0) return wrong;
  return [
    ok(
      clocks.length === 1
        ? "the clock of the node agrees with the API server's"
        : `the clocks of all ${clocks.length} nodes agree with the API server's`,
    ),
  ];
}
