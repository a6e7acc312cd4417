import { LATENCY_BOUND_OVERRIDE, type LATENCY_BOUNDS, TARGET_OVERRIDE } from '@triptych/objectives';
import { OWN_SERVICE_NAMES } from '@triptych/parts';
import { alert } from '../rules/alert.ts';
import { dashboard, traces } from '../rules/links.ts';
import { ENTRY_SPANS, OF_USERS } from '../rules/promql.ts';
import type { AlertRule, RecordingRule, RuleGroup } from '../rules/rule.ts';
import { label, SHARE } from '../rules/text.ts';
import { burnRateGroups, burnsTooFast, recorded, SPEED, shareOver } from './burn-rate.ts';

/**
 * Objectives for every service that sends spans to the Collector and is not one of ours: one set of rules for all of them,
 * by the label `service`. Events are the requests and messages that a service handles, counted by the Collector from spans.
 */
const SERIES = recorded('service');
/** The bucket of the latency objective, in the label `le`. */
export const LATENCY_BOUND = 'service:latency_bound:info';

type Slo = 'availability' | 'latency';
const TARGETS: Readonly<Record<Slo, number>> = { availability: 0.99, latency: 0.95 };
/** In seconds. */
const DEFAULT_BOUND: (typeof LATENCY_BOUNDS)[number] = 1;

const CALLS = 'traces_span_metrics_calls_total';
const DURATIONS = 'traces_span_metrics_duration_seconds';
const OTHERS = `service_name!~"${OWN_SERVICE_NAMES.join('|')}"`;
const HANDLED = `${ENTRY_SPANS}, ${OTHERS}, ${OF_USERS}`;
const FAILED = `${HANDLED}, status_code="STATUS_CODE_ERROR"`;
/** A failure is bad for availability already, however long it takes. */
const SUCCEEDED = `${HANDLED}, status_code!="STATUS_CODE_ERROR"`;

/** A rate over five minutes. Each Collector counts what it received, so the sum is over all of them. */
const rate = (series: string, where: string, by = 'service') =>
  `sum by (${by}) (label_replace(rate(${series}{${where}}[5m]), "service", "$1", "service_name", "(.+)"))`;
const SERVICE = label('service');
const selectorOf = (slo: Slo) => `{slo="${slo}"}`;
const eventsOf = (slo: Slo) => `${SERIES.events}${selectorOf(slo)}`;

/** The groups of rules of these objectives. */
export function anyServiceGroups(): RuleGroup[] {
  return burnRateGroups('services', {
    base: [
      { record: SERIES.events, expr: rate(CALLS, HANDLED), labels: { slo: 'availability' } },
      { record: SERIES.events, expr: rate(`${DURATIONS}_count`, SUCCEEDED), labels: { slo: 'latency' } },
      target('availability'),
      target('latency'),
      {
        record: LATENCY_BOUND,
        expr:
          `${LATENCY_BOUND_OVERRIDE} or on (service) ` +
          `label_replace(group by (service) (${eventsOf('latency')}), "le", "${DEFAULT_BOUND}", "", "")`,
      },
      {
        record: SERIES.bad,
        // Without a failure there is no series of failures.
        expr: `${rate(CALLS, FAILED)} or on (service) 0 * ${eventsOf('availability')}`,
        labels: { slo: 'availability' },
      },
      {
        record: SERIES.bad,
        expr:
          `${eventsOf('latency')} - on (service) ` +
          `sum by (service) (${rate(`${DURATIONS}_bucket`, SUCCEEDED, 'service, le')} * on (service, le) ${LATENCY_BOUND})`,
        labels: { slo: 'latency' },
      },
      { record: SERIES.ratio('5m'), expr: `${SERIES.bad} / ${SERIES.events}` },
    ],
    shares: (...windows) =>
      windows.map((window) => ({ record: SERIES.ratio(window), expr: shareOver(SERIES, '', window) })),
    budget: [{ record: SERIES.budget, expr: `1 - ${SERIES.ratio('30d')} / (1 - ${SERIES.target})` }],
    alerts: [
      ...burnAlerts('availability', {
        name: 'ServiceErrorBudgetBurn',
        fault: 'requests fail',
        happened: 'failed',
        promise: '99 % must succeed, unless the value "services" sets another target.',
        query: traces({ service: SERVICE, tags: 'error=true' }),
      }),
      ...burnAlerts('latency', {
        name: 'ServiceLatencyBudgetBurn',
        fault: 'requests are slow',
        happened: 'took too long',
        promise: '95 % must be answered within 1 s, unless the value "services" sets another target or bound.',
        query: traces({ service: SERVICE, minDuration: '1s' }),
      }),
    ],
  });
}

/** The share of good events that is promised, also for a service that sent its last spans within the longest window of an alert. */
function target(slo: Slo): RecordingRule {
  const selector = selectorOf(slo);
  return {
    record: SERIES.target,
    expr:
      `${TARGET_OVERRIDE}${selector} or on (service) ` +
      `${TARGETS[slo]} * group by (service) (${SERIES.ratio('3d')}${selector} or ${SERIES.events}${selector})`,
    labels: { slo },
  };
}

interface BurnTexts {
  readonly name: string;
  /** The end of "9 % of …". */
  readonly fault: string;
  /** The end of "9 % of the requests …". */
  readonly happened: string;
  readonly promise: string;
  readonly query: string;
}

function burnAlerts(slo: Slo, { name, fault, happened, promise, query }: BurnTexts): AlertRule[] {
  const selector = selectorOf(slo);
  return (['page', 'ticket'] as const).map((severity) =>
    alert({
      name,
      severity,
      service: SERVICE,
      expr: burnsTooFast(SERIES, { selector, budget: `(1 - ${SERIES.target}${selector})`, severity }),
      summary: `${SERVICE}: ${SHARE} of ${fault}`,
      description:
        `${SHARE} of the requests to ${SERVICE} ${happened}, which spends the error budget of 30 days ${SPEED[severity]}. ` +
        promise,
      dashboard: dashboard('triptych-any-service', { service: SERVICE }),
      query,
    }),
  );
}
