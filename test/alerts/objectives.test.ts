import { burning, OBJECTIVES, type Objective } from './support/objectives.ts';
import { prove } from './support/prove.ts';
import type { Firing } from './support/scenario.ts';
import { type Parts, recorded, traffic } from './support/traffic.ts';

const { userAvailability, userLatency, imageAvailability, imageLatency, jobSuccess, jobAge } = OBJECTIVES;

/** The moment of an alert, with the share of bad events in its text. */
interface Moment {
  readonly silentAt: string;
  readonly firingAt: string;
  readonly share: string;
}

/** A busy half hour first, so that the longer windows are far below their limits. */
const paging = (objective: Objective, { share, ...moment }: Moment): Firing => ({
  ...burning(objective, 'page', share),
  ...moment,
  alert: objective.alert,
  when: `all events of ${objective.slo} are bad for 10 minutes, and is resolved soon after`,
  series: objective.events(
    traffic(
      [
        [1e7, 0, 30],
        [20, 0, 62],
        [0, 600, 10],
        [20, 0, 30],
      ],
      60,
    ),
  ),
  interval: '1m',
  resolvedAt: '107m',
});

const ticketing = (objective: Objective, { share, ...moment }: Moment): Firing => ({
  ...burning(objective, 'ticket', share),
  ...moment,
  alert: objective.alert,
  when: `the budget of ${objective.slo} is spent 4.5 times too fast`,
  series: objective.events(
    traffic(
      [
        [1e5, 0, 10],
        [1e5 * (1 - 4.5 * objective.budget), 4.5e5 * objective.budget, 60],
        [1e7, 0, 20],
      ],
      60,
    ),
  ),
  interval: '1m',
  resolvedAt: '80m',
});

/** Two requests a minute, of which the first fails. */
const few = (minutes: number): Parts =>
  Array.from(
    { length: minutes },
    (): Parts => [
      [0, 4, 0.25],
      [4, 0, 0.25],
      [0, 0, 0.5],
    ],
  ).flat();

prove(
  'objectives',
  paging(userAvailability, { silentAt: '92m', firingAt: '93m', share: '9.125%' }),
  paging(userLatency, { silentAt: '93m', firingAt: '94m', share: '27.52%' }),
  paging(imageAvailability, { silentAt: '92m', firingAt: '93m', share: '9.125%' }),
  paging(imageLatency, { silentAt: '98m', firingAt: '99m', share: '75.17%' }),
  paging(jobSuccess, { silentAt: '92m', firingAt: '93m', share: '9.125%' }),
  paging(jobAge, { silentAt: '93m', firingAt: '94m', share: '27.52%' }),
  ticketing(userAvailability, { silentAt: '14m', firingAt: '15m', share: '0.1039%' }),
  ticketing(userLatency, { silentAt: '14m', firingAt: '15m', share: '1.212%' }),
  ticketing(imageAvailability, { silentAt: '14m', firingAt: '15m', share: '0.5197%' }),
  ticketing(imageLatency, { silentAt: '14m', firingAt: '15m', share: '6.058%' }),
  ticketing(jobSuccess, { silentAt: '14m', firingAt: '15m', share: '0.1039%' }),
  ticketing(jobAge, { silentAt: '14m', firingAt: '15m', share: '1.212%' }),
  {
    ...burning(userAvailability, 'page', '0.6838%'),
    alert: userAvailability.alert,
    when: 'only the window of 6 hours is above its limit',
    // Each 10 minutes: half an hour of many, 7 hours of few, and then 0.8 % that fail.
    series: recorded(userAvailability, { events: '1e6x2 10x41 1000x11 1e6x5', bad: '0x2 0x41 8x11 0x5' }),
    interval: '10m',
    silentAt: '7h30m',
    firingAt: '7h40m',
    resolvedAt: '10h',
  },
  {
    ...burning(userAvailability, 'ticket', '0.3252%'),
    alert: userAvailability.alert,
    when: 'only the window of a day is above its limit',
    // Each half an hour: an hour of many, a day of few, and then 0.4 % that fail.
    series: recorded(userAvailability, { events: '1e6x1 10x47 1000x11 1e6x5', bad: '0x1 0x47 4x11 0x5' }),
    interval: '30m',
    silentAt: '25h',
    firingAt: '25h30m',
    resolvedAt: '32h',
  },
  {
    ...burning(userAvailability, 'page', '50.68%'),
    alert: userAvailability.alert,
    when: 'one of two requests a minute fails, and ten have failed',
    series: userAvailability.events(traffic([...few(20), [1e5, 0, 20]], 15)),
    // There was nothing before, so all windows have the same ratio.
    also: [burning(userAvailability, 'ticket', '50.68%')],
    silentAt: '11m30s',
    firingAt: '11m45s',
    resolvedAt: '30m',
  },
  {
    alert: userAvailability.alert,
    when: 'three of six requests in an hour fail, right after the start',
    series: userAvailability.events(traffic([...few(3), [0, 0, 57]], 15)),
    silentUntil: '60m',
  },
  {
    alert: userAvailability.alert,
    when: 'three of six requests in an hour fail, after hours without any',
    series: userAvailability.events(traffic([[1, 0, 2], [0, 0, 60], ...few(3), [0, 0, 20]], 15)),
    silentUntil: '85m',
  },
  {
    alert: imageLatency.alert,
    when: 'the budget is spent a little slower than evenly',
    series: imageLatency.events(traffic([[1e5 * 0.955, 1e5 * 0.045, 180]], 60)),
    interval: '1m',
    silentUntil: '180m',
  },
  {
    alert: userAvailability.alert,
    when: 'callers or another service are at fault',
    series: {
      ...OBJECTIVES.imageAvailability.events(traffic([[100, 100, 60]], 60)),
      'http_server_request_duration_seconds_count{service_name="user_svc", http_route="/v1/conversions", http_response_status_code="415"}':
        '0+1000x60',
      'http_server_request_duration_seconds_count{service_name="user_svc", http_route="/v1/conversions", http_response_status_code="499"}':
        '0+1000x60',
      'http_server_request_duration_seconds_count{service_name="user_svc", http_route="unmatched", http_response_status_code="500"}':
        '0+1000x60',
    },
    interval: '1m',
    silentUntil: '60m',
  },
  {
    alert: userAvailability.alert,
    when: 'only requests of tests fail, next to some of users that do not',
    series: {
      ...userAvailability.events(traffic([[100, 0, 60]], 60)),
      'http_server_request_duration_seconds_count{service_name="user_svc", http_route="/v1/conversions", http_response_status_code="503", user_agent_synthetic_type="test"}':
        '0+1000x60',
    },
    interval: '1m',
    silentUntil: '60m',
  },
  {
    alert: imageLatency.alert,
    when: 'only conversions of tests are slow',
    series: {
      ...imageLatency.events(traffic([[100, 0, 60]], 60)),
      'image_svc_conversion_duration_seconds_count{service_name="image_svc", outcome="ok", user_agent_synthetic_type="test"}':
        '0+1000x60',
    },
    interval: '1m',
    silentUntil: '60m',
  },
  {
    alert: jobSuccess.alert,
    when: 'only jobs of tests fail',
    series: {
      ...jobSuccess.events(traffic([[100, 0, 60]], 60)),
      'job_svc_job_duration_seconds_count{service_name="job_svc", outcome="failed", user_agent_synthetic_type="test"}':
        '0+1000x60',
    },
    interval: '1m',
    silentUntil: '60m',
  },
  {
    alert: userLatency.alert,
    when: 'only streams, results or failures are slow',
    series: {
      'http_server_request_duration_seconds_count{service_name="user_svc", http_route="/v1/conversions/:id/events", http_response_status_code="200"}':
        '0+1000x60',
      'http_server_request_duration_seconds_count{service_name="user_svc", http_route="/v1/conversions/:id/result", http_response_status_code="200"}':
        '0+1000x60',
      'http_server_request_duration_seconds_count{service_name="user_svc", http_route="/v1/conversions", http_response_status_code="503"}':
        '0+1000x60',
      'http_server_request_duration_seconds_count{service_name="user_svc", http_route="/v1/conversions", http_response_status_code="202"}':
        '0+1000x60',
      'http_server_request_duration_seconds_bucket{service_name="user_svc", http_route="/v1/conversions", http_response_status_code="202", le="1"}':
        '0+1000x60',
    },
    interval: '1m',
    silentUntil: '60m',
  },
  {
    alert: jobSuccess.alert,
    when: 'jobs are rejected, since no picture was sent',
    series: {
      ...jobSuccess.events(traffic([[10, 0, 60]], 60)),
      'job_svc_job_duration_seconds_count{service_name="job_svc", outcome="rejected"}': '0+1000x60',
    },
    interval: '1m',
    silentUntil: '60m',
  },
);
