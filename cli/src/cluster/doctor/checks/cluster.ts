import { type Finding, fail, judge, ok, type Section, unknown, warn } from '../finding.ts';
import type { ApiView, NodeClock, Snapshot } from '../snapshot.ts';

/** The chart's kubeVersion. */
const OLDEST = [1, 27] as const;

/** The API server: does it answer, is it new enough, what time has it. */
export function checkCluster({ context, server, api, clocks }: Snapshot): Section {
  if ('value' in api) {
    const findings = [...apiFindings(context, api.value), ...judge(clocks, 'clocks of the nodes', clockFindings)];
    return { title: 'Cluster', findings };
  }
  const advice = `is ${server} the right cluster? kubectl config get-contexts shows all; --context chooses`;
  const findings = [api.right ? unknown('the API server', api) : fail(api.unknown, advice)];
  return { title: 'Cluster', findings };
}

function apiFindings(context: string, { version, milliseconds, skewSeconds }: ApiView): Finding[] {
  const answer = `${context} answers in ${Math.round(milliseconds)} ms`;
  const advice = 'a slow API server delays rollouts and probes of everything: look at its load, or at the way to it';
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
  if (seconds === undefined) return warn(`${whose} does not tell its time`);
  const by = `${Math.abs(seconds).toFixed(1)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`;
  const advice = 'what is asked by time misses what is new: set the clocks with NTP';
  if (Math.abs(seconds) > 30) return fail(`the clock of ${whose} is ${by}`, advice);
  return Math.abs(seconds) > 2 ? warn(`the clock of ${whose} is ${by}`, advice) : ok(`${whose} has our time`);
}

/** A kubelet renews its lease every 10 s; the controller calls a node lost after 40 s. */
function clockFindings(clocks: readonly NodeClock[]): Finding[] {
  const wrong = clocks.flatMap(({ node, renewedSecondsAgo: seconds }) => {
    if (seconds < -2) {
      return [warn(`the clock of node ${node} is ${(-seconds).toFixed(0)} s ahead`, 'set it with NTP')];
    }
    if (seconds <= 40) return [];
    const advice = `kubectl describe node ${node}: is it away, or is its clock behind?`;
    return [warn(`node ${node} renewed its lease ${seconds.toFixed(0)} s ago by its own clock`, advice)];
  });
  if (wrong.length > 0 || clocks.length === 0) return wrong;
  return [ok(`${clocks.length === 1 ? 'the node has' : `all ${clocks.length} nodes have`} the API server's time`)];
}
