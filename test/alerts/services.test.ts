import { prove } from './support/prove.ts';
import type { Fired, Series } from './support/scenario.ts';
import { lasting, succeeding } from './support/spans.ts';
import { traffic } from './support/traffic.ts';

const SPEED = {
  page: 'at least 6 times too fast: it will be gone within days',
  ticket: 'too fast: it will be gone before the 30 days are over',
};
type Severity = keyof typeof SPEED;

/** The alert on the availability of a service when a share of its requests fails. */
const failing = (service: string, severity: Severity, share: string): Fired => ({
  labels: { severity, service, slo: 'availability' },
  summary: `${service}: ${share} of requests fail`,
  description: `${share} of the requests to ${service} failed, which spends the error budget of 30 days ${SPEED[severity]}. 99 % must succeed, unless the value "services" sets another target.`,
});

/** The alert on its latency when a share of its requests takes too long. */
const slow = (service: string, severity: Severity, share: string): Fired => ({
  labels: { severity, service, slo: 'latency' },
  summary: `${service}: ${share} of requests are slow`,
  description: `${share} of the requests to ${service} took too long, which spends the error budget of 30 days ${SPEED[severity]}. 95 % must be answered within 1 s, unless the value "services" sets another target or bound.`,
});

const silent = (service: string, share: string): Fired => ({
  labels: { severity: 'ticket', service },
  summary: `${service} has sent no spans for 10 minutes`,
  description: `${service} handled requests in ${share} of the last day, and none in the last 10 minutes: nobody calls it, it is down, or its spans do not arrive.`,
});

/** All requests are bad for 10 minutes, after a busy half hour, so that the longer windows are far below their limits. */
const TEN_MINUTES = traffic(
  [
    [1e7, 0, 30],
    [20, 0, 62],
    [0, 600, 10],
    [20, 0, 30],
  ],
  60,
);
/** The error budget is spent 4.5 times too fast. */
const tooFast = (budget: number) =>
  traffic(
    [
      [1e5, 0, 10],
      [1e5 * (1 - 4.5 * budget), 4.5e5 * budget, 60],
      [1e7, 0, 20],
    ],
    60,
  );
const WELL = traffic([[600, 0, 132]], 60);
const NONE = traffic([[0, 0, 132]], 60);
const BADLY = traffic([[0, 600, 132]], 60);

const availabilityOf = (service: string, target: number): Series => ({
  [`service:objective_override:ratio{service="${service}", slo="availability"}`]: `${target}x132`,
});
const latencyOf = (service: string, target: number, le: string): Series => ({
  [`service:objective_override:ratio{service="${service}", slo="latency"}`]: `${target}x132`,
  [`service:latency_bound_override:info{service="${service}", le="${le}"}`]: '1x132',
});

const failures = { alert: 'ServiceErrorBudgetBurn', interval: '1m' } as const;
const delays = { alert: 'ServiceLatencyBudgetBurn', interval: '1m' } as const;
const silence = { alert: 'ServiceSilent', interval: '5m' } as const;

/** The recorded rate of requests, with a value every five minutes. */
const requests = (service: string, values: string): Series => ({
  [`service:events:rate5m{service="${service}", slo="availability"}`]: values,
});
const UPTIME = 'otelcol_process_uptime_seconds_total{service_name="otelcol", service_instance_id="otelcol"}';
const COLLECTOR: Series = { [UPTIME]: '1x400' };

prove(
  'services',
  {
    ...failures,
    ...failing('checkout', 'page', '23.3%'),
    when: 'all requests of a service fail for 10 minutes, while those of another succeed, and is resolved soon after',
    series: { ...succeeding({ service: 'checkout' })(TEN_MINUTES), ...succeeding({ service: 'basket' })(WELL) },
    silentAt: '93m',
    firingAt: '94m',
    resolvedAt: '107m',
  },
  {
    ...failures,
    ...failing('checkout', 'page', '23.3%'),
    when: 'messages from a queue fail',
    series: succeeding({ service: 'checkout', kind: 'CONSUMER' })(TEN_MINUTES),
    silentAt: '93m',
    firingAt: '94m',
    resolvedAt: '107m',
  },
  {
    ...failures,
    ...failing('checkout', 'ticket', '1.04%'),
    when: 'the error budget is spent 4.5 times too fast',
    series: succeeding({ service: 'checkout' })(tooFast(0.01)),
    silentAt: '14m',
    firingAt: '15m',
    resolvedAt: '80m',
  },
  {
    ...failures,
    ...failing('basket', 'page', '100%'),
    also: [
      failing('basket', 'ticket', '100%'),
      failing('checkout', 'page', '100%'),
      failing('checkout', 'ticket', '100%'),
    ],
    when: 'two services fail at the same time',
    series: { ...succeeding({ service: 'checkout' })(BADLY), ...succeeding({ service: 'basket' })(BADLY) },
    firingAt: '20m',
  },
  {
    ...failures,
    ...failing('checkout', 'page', '9.125%'),
    when: 'a service has a stricter target than others',
    series: {
      ...succeeding({ service: 'checkout' })(TEN_MINUTES),
      ...availabilityOf('checkout', 0.999),
      ...availabilityOf('basket', 0.9),
    },
    silentAt: '92m',
    firingAt: '93m',
    resolvedAt: '107m',
  },
  {
    ...failures,
    when: 'a service has a target that allows so many failures',
    series: { ...succeeding({ service: 'checkout' })(tooFast(0.01)), ...availabilityOf('checkout', 0.9) },
    silentUntil: '80m',
  },
  ...[2, 3].map((collectors) => ({
    ...failures,
    ...failing('checkout', 'page' as const, '23.3%'),
    when: `one of ${collectors} Collectors counts the failures`,
    series: Object.fromEntries(
      Array.from({ length: collectors }, (_, i) =>
        Object.entries(succeeding({ service: 'checkout', collector: `otelcol-${i}` })(i === 0 ? TEN_MINUTES : NONE)),
      ).flat(),
    ),
    silentAt: '93m',
    firingAt: '94m',
    resolvedAt: '107m',
  })),
  {
    ...failures,
    when: 'the failures are of our own services, of synthetic checks, or of calls to others',
    series: {
      ...succeeding({ service: 'user_svc' })(BADLY),
      ...succeeding({ service: 'console_web' })(BADLY),
      ...succeeding({ service: 'otelcol_gateway' })(BADLY),
      ...succeeding({ service: 'triptych_verify' })(BADLY),
      ...succeeding({ service: 'checkout', kind: 'CLIENT' })(BADLY),
      ...succeeding({ service: 'checkout', kind: 'INTERNAL' })(BADLY),
      ...succeeding({ service: 'checkout', kind: 'SERVER' })(WELL),
    },
    silentUntil: '130m',
  },
  {
    ...failures,
    when: 'three of six requests in an hour fail',
    series: succeeding({ service: 'checkout' })(
      traffic(
        [
          [1, 1, 3],
          [0, 0, 57],
        ],
        60,
      ),
    ),
    silentUntil: '60m',
  },
  {
    ...delays,
    ...slow('checkout', 'page', '75.17%'),
    when: 'all requests of a service take more than 1 s for 10 minutes, while those of another are fast',
    series: { ...lasting({ service: 'checkout' })(TEN_MINUTES), ...lasting({ service: 'basket' })(WELL) },
    silentAt: '98m',
    firingAt: '99m',
    resolvedAt: '107m',
  },
  {
    ...delays,
    ...slow('checkout', 'ticket', '6.058%'),
    when: 'the error budget is spent 4.5 times too fast',
    series: lasting({ service: 'checkout' })(tooFast(0.05)),
    silentAt: '14m',
    firingAt: '15m',
    resolvedAt: '80m',
  },
  {
    ...delays,
    ...slow('checkout', 'page', '27.52%'),
    when: 'a service has a stricter target and bound than others, by two Collectors',
    series: {
      ...lasting({ service: 'checkout', collector: 'otelcol-0' }, '1')(WELL),
      ...lasting({ service: 'checkout', collector: 'otelcol-0' }, '0.25')(TEN_MINUTES),
      ...lasting({ service: 'checkout', collector: 'otelcol-1' }, '1')(NONE),
      ...lasting({ service: 'checkout', collector: 'otelcol-1' }, '0.25')(NONE),
      ...lasting({ service: 'basket' })(WELL),
      ...latencyOf('checkout', 0.99, '0.25'),
    },
    silentAt: '93m',
    firingAt: '94m',
    resolvedAt: '107m',
  },
  {
    ...failures,
    when: 'only requests fail that the semantic conventions mark as synthetic',
    series: {
      ...succeeding({ service: 'checkout' })(WELL),
      'traces_span_metrics_calls_total{service_name="checkout", span_kind="SPAN_KIND_SERVER", status_code="STATUS_CODE_ERROR", user_agent_synthetic_type="test"}':
        '0+600x132',
    },
    silentUntil: '130m',
  },
  {
    ...delays,
    when: 'a service may take longer than others',
    series: {
      ...lasting({ service: 'checkout' }, '1')(BADLY),
      ...lasting({ service: 'checkout' }, '10')(WELL),
      ...latencyOf('checkout', 0.95, '10'),
    },
    silentUntil: '130m',
  },
  {
    ...silence,
    ...silent('checkout', '99.58%'),
    when: 'a service that was never without requests gets none, while another does, and is resolved when it gets some',
    series: { ...COLLECTOR, ...requests('checkout', '1x287 0x11 1x20'), ...requests('basket', '1x320') },
    silentAt: '24h',
    firingAt: '24h5m',
    resolvedAt: '25h',
  },
  {
    ...silence,
    ...silent('checkout', '99.58%'),
    when: 'the series of a service are gone, and ends by itself',
    series: { ...COLLECTOR, ...requests('checkout', '1x287 stale') },
    silentAt: '24h',
    firingAt: '24h5m',
    resolvedAt: '26h30m',
  },
  {
    ...silence,
    when: 'the Collector is down',
    series: { [UPTIME]: '1x287', ...requests('checkout', '1x287 stale') },
    silentUntil: '26h',
  },
  {
    ...silence,
    when: 'a service rests for three hours a day',
    series: { ...COLLECTOR, ...requests('checkout', '1x143 0x35 1x143 0x35') },
    silentUntil: '29h',
  },
  {
    ...silence,
    when: 'a service that has sent spans for hours is removed',
    series: { ...COLLECTOR, ...requests('checkout', '1x143 stale') },
    silentUntil: '26h',
  },
);
