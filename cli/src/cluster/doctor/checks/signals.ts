import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { duration } from '@triptych/terminal';
import { type Finding, fail, judge, ok, type Section, valueOr, warn } from '../finding.ts';
import type { FlowView, ForeignService, LokiView, PrometheusView, Snapshot } from '../snapshot.ts';

const EXTERNAL = 'docs/staging.md#backends-outside-of-the-release';
const NO_TRAFFIC = '"triptych verify" makes a request and follows its signals';

/** Checks that the three signals pass through the Collector, and that the backends hold them. */
export function checkSignals({ signals: { prometheus, loki, jaeger, foreign } }: Snapshot): Section {
  return {
    title: 'Signals',
    findings: [
      ...judge(jaeger, 'Jaeger', tracedFindings),
      ...judge(loki, 'Loki', lineFindings),
      ...judge(prometheus, 'Prometheus, with the metrics of the Collector', sampleFindings),
      ...valueOr(foreign, []).map(foreignFinding),
    ],
  };
}

function tracedFindings(services: readonly string[]): Finding[] {
  const missing = CONVERSION_SERVICE_NAMES.filter((name) => !services.includes(name));
  if (missing.length === 0) return [ok(`Jaeger has traces of ${CONVERSION_SERVICE_NAMES.join(', ')}`)];
  return [warn(`Jaeger has no trace of ${missing.join(', ')}`, NO_TRAFFIC)];
}

/** For information: what such a service sends is a matter of those who run it. */
function foreignFinding({ name, spanAge, lines }: ForeignService): Finding {
  const spans =
    spanAge === undefined ? 'sent no span in the last hour' : `sent its last span ${duration(spanAge * 1000)} ago`;
  const start = `${name}, which is not part of the release, ${spans}`;
  if (!lines) return ok(start);
  if (lines.linked > 0) return ok(`${start}; its log lines link to traces`);
  const advice = `"triptych verify --service ${name}" says what it must set`;
  return { ...ok(`${start}; ${lines.all > 0 ? 'its log lines have no trace id' : 'it sends no log lines'}`), advice };
}

function lineFindings({ lines, newestAge, unlabelled = 0 }: LokiView): Finding[] {
  if (lines === 0 && unlabelled > 0) {
    const advice = `make "service" an index label, in limits_config.otlp_config: ${EXTERNAL}`;
    return [fail('Loki has lines of the services, but without the label "service", so no query finds them', advice)];
  }
  const found =
    lines > 0
      ? ok(`Loki has ${lines} lines from the last 5 minutes`)
      : warn('Loki has no line from the last 5 minutes', NO_TRAFFIC);
  if (newestAge === undefined || newestAge > -5) return [found];
  const what = `the time of the newest log line is ${duration(-newestAge * 1000)} in the future`;
  return [found, fail(what, 'the clock of a node, or of this machine, is wrong: synchronise it with NTP')];
}

function sampleFindings({ series, flows, sampleAges, unlabelled = 0 }: PrometheusView): Finding[] {
  if (sampleAges.every(({ service }) => service === '') && unlabelled > 0) {
    const advice = `let it promote service.name, in otlp.promote_resource_attributes: ${EXTERNAL}`;
    return [fail('Prometheus has samples of the services, but without the label "service_name"', advice)];
  }
  return [
    series > 0
      ? ok(`Prometheus has ${series} series`)
      : fail('Prometheus has no series', 'the log of the Collector says why'),
    ...ageFindings(sampleAges),
    ...flows.flatMap(flowFindings),
  ];
}

function ageFindings(ages: PrometheusView['sampleAges']): Finding[] {
  const missing = CONVERSION_SERVICE_NAMES.filter((name) => !ages.some(({ service }) => service === name));
  const old = ages.filter(
    ({ service, seconds }) => CONVERSION_SERVICE_NAMES.some((name) => name === service) && seconds > 60,
  );
  const advice = 'check that its pod is ready and its clock right; its log has "telemetry delayed" when it cannot send';
  return [
    ...missing.map((name) => fail(`Prometheus has no fresh sample of ${name}`, advice)),
    ...old.map(({ service, seconds }) =>
      fail(`the newest sample of ${service} is ${duration(seconds * 1000)} old`, advice),
    ),
    ...(missing.length + old.length === 0 ? [ok('Prometheus has samples of each service from the last minute')] : []),
  ];
}

function flowFindings(flow: FlowView): Finding[] {
  const { signal, backend, accepted, refused = 0, sent = 0, failed = 0 } = flow;
  if (accepted === undefined) return [unseen(flow)];
  const findings: Finding[] = [];
  if (failed > 0) {
    const what = `${signal}: the Collector drops ${rate(failed)}, which ${backend} refuses for good`;
    const advice =
      'the log of the Collector has its status: 400 wrong data, 401 or 403 wrong credentials, 404 wrong URL';
    findings.push(fail(what, advice));
  }
  if (refused > 0) {
    const advice = 'the Collector is short of memory, or its queue is full: its log says which';
    findings.push(fail(`${signal}: the Collector refuses ${rate(refused)}`, advice));
  }
  return [...findings, throughput(flow, accepted, sent)];
}

/** No counter yet: a counter appears with its first item. */
function unseen({ signal }: FlowView): Finding {
  const what = `${signal}: the Collector has received none`;
  return signal === 'metrics'
    ? fail(what, 'it should receive its own metrics every 10 s: its log says why it does not')
    : warn(what, NO_TRAFFIC);
}

function throughput({ signal, backend, queuedBytes = 0 }: FlowView, accepted: number, sent: number): Finding {
  const waiting = queuedBytes > 1e6 ? `; ${(queuedBytes / 1e6).toFixed(1)} MB wait in the Collector's queue` : '';
  const what = `${signal}: ${rate(accepted)} into the Collector, ${rate(sent)} on to ${backend}${waiting}`;
  if (accepted === 0) return warn(`${what}: nothing for 5 minutes`, NO_TRAFFIC);
  if (sent === 0)
    return fail(what, `${backend} does not accept them: its log says why. The Collector keeps them until it does`);
  return ok(what);
}

const rate = (perSecond: number) => `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;
