import { SERVICE_NAMES } from '@triptych/parts';
import { duration } from '@triptych/terminal';
import { type Finding, fail, judge, ok, type Section, warn } from '../finding.ts';
import type { FlowView, LokiView, PrometheusView, Snapshot } from '../snapshot.ts';

const NO_TRAFFIC = '"triptych verify" makes a request and follows it';

/** The three signals: do they go through the Collector, and do the backends hold them. */
export function checkSignals({ signals: { prometheus, loki, jaeger } }: Snapshot): Section {
  return {
    title: 'Signals',
    findings: [
      ...judge(jaeger, 'Jaeger', tracedFindings),
      ...judge(loki, 'Loki', lineFindings),
      ...judge(prometheus, 'Prometheus, and the Collector, which tells it', sampleFindings),
    ],
  };
}

function tracedFindings(services: readonly string[]): Finding[] {
  const missing = SERVICE_NAMES.filter((name) => !services.includes(name));
  if (missing.length === 0) return [ok(`Jaeger has traces of ${SERVICE_NAMES.join(', ')}`)];
  return [warn(`Jaeger has no trace of ${missing.join(', ')}`, NO_TRAFFIC)];
}

function lineFindings({ lines, newestAge }: LokiView): Finding[] {
  const found =
    lines > 0
      ? ok(`Loki has ${lines} lines of the last 5 minutes`)
      : warn('Loki has no line of the last 5 minutes', NO_TRAFFIC);
  if (newestAge === undefined || newestAge > -5) return [found];
  const what = `the newest log line is dated ${duration(-newestAge * 1000)} after now`;
  return [found, fail(what, 'the clock of a node, or of this machine, is wrong: set it with NTP')];
}

function sampleFindings({ series, flows, sampleAges }: PrometheusView): Finding[] {
  return [
    series > 0 ? ok(`Prometheus has ${series} series`) : fail('Prometheus has no series', 'the log of the Collector'),
    ...ageFindings(sampleAges),
    ...flows.flatMap(flowFindings),
  ];
}

function ageFindings(ages: PrometheusView['sampleAges']): Finding[] {
  const missing = SERVICE_NAMES.filter((name) => !ages.some(({ service }) => service === name));
  const old = ages.filter(({ service, seconds }) => SERVICE_NAMES.some((name) => name === service) && seconds > 60);
  const advice = 'is its pod ready, its clock right? Its log says when it cannot send: "telemetry delayed"';
  return [
    ...missing.map((name) => fail(`Prometheus has no fresh sample of ${name}`, advice)),
    ...old.map(({ service, seconds }) =>
      fail(`the newest sample of ${service} is ${duration(seconds * 1000)} old`, advice),
    ),
    ...(missing.length + old.length === 0 ? [ok('the samples of each service are less than a minute old')] : []),
  ];
}

function flowFindings(flow: FlowView): Finding[] {
  const { signal, backend, accepted, refused = 0, sent = 0, failed = 0 } = flow;
  if (accepted === undefined) return [unseen(flow)];
  const findings: Finding[] = [];
  if (failed > 0) {
    const what = `${signal}: ${rate(failed)} dropped, for ${backend} calls them invalid`;
    findings.push(fail(what, 'the log of the Collector says why'));
  }
  if (refused > 0) {
    const advice = 'the Collector is short of memory, or its queue is full: see its log';
    findings.push(fail(`${signal}: ${rate(refused)} refused by the Collector`, advice));
  }
  return [...findings, throughput(flow, accepted, sent)];
}

/** A counter appears with its first item. */
function unseen({ signal }: FlowView): Finding {
  const what = `${signal}: the Collector has counted none`;
  return signal === 'metrics' ? fail(what, 'its own come every 10 s: see its log') : warn(what, NO_TRAFFIC);
}

function throughput({ signal, backend, queuedBytes = 0 }: FlowView, accepted: number, sent: number): Finding {
  const waiting = queuedBytes > 1e6 ? `; ${(queuedBytes / 1e6).toFixed(1)} MB wait in the Collector's queue` : '';
  const what = `${signal}: ${rate(accepted)} into the Collector, ${rate(sent)} on to ${backend}${waiting}`;
  if (accepted === 0) return warn(`${what}: nothing for 5 minutes`, NO_TRAFFIC);
  if (sent === 0) return fail(what, `does ${backend} take them? What waits is kept until it does`);
  return ok(what);
}

const rate = (perSecond: number) => `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;
