import { SYNTHETIC } from './synthetic.ts';
import { VERIFY_LINKS } from './verify-links.ts';

/** A label of a metric: its meaning and, where the set is closed, its possible values. */
export interface LabelDefinition {
  readonly meaning: string;
  readonly values?: readonly string[];
}

export interface MetricDefinition<L extends string = string> {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: { readonly [K in L]: LabelDefinition };
  /** Upper bounds of a histogram's buckets, in the unit of the name. */
  readonly buckets?: readonly number[];
}

const define = <const L extends string>(definition: MetricDefinition<L>) => definition;

const FORMATS_IN = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff', 'unknown'] as const;
const FORMATS_OUT = ['jpeg', 'png', 'webp', 'avif'] as const;

/** The label of histograms of traffic. `HistogramRecorder` sets it. */
const synthetic = {
  [SYNTHETIC.label]: {
    meaning: 'test: `triptych verify` made the request; users have no such label',
    values: [SYNTHETIC.test],
  },
} as const;

export const METRICS = {
  httpServerRequestDuration: define({
    name: 'http_server_request_duration_seconds',
    type: 'histogram',
    help: 'Time from the first byte of a request to the last byte of its reply',
    labels: {
      http_request_method: { meaning: 'HTTP method: GET, POST, …' },
      http_route: { meaning: 'Template of the route; "unmatched" when no route matches' },
      http_response_status_code: { meaning: 'HTTP status; 499 when the client disconnected before the reply' },
      ...synthetic,
    },
    // The boundaries that the HTTP semantic conventions recommend for this metric.
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  }),
  httpServerActiveRequests: define({
    name: 'http_server_active_requests',
    type: 'gauge',
    help: 'Requests that have not been answered yet',
    labels: {},
  }),
  eventLoopUtilization: define({
    name: 'nodejs_eventloop_utilization_ratio',
    type: 'gauge',
    help: 'Share of the time since the last collection in which the event loop was busy',
    labels: {},
  }),
  telemetryEnded: define({
    name: 'telemetry_ended_total',
    type: 'counter',
    help: 'Spans that have ended and log records that were written for the Collector: each is sent, dropped, or waits',
    labels: { signal: { meaning: 'Signal of the items', values: ['traces', 'logs'] } },
  }),
  telemetrySent: define({
    name: 'telemetry_sent_total',
    type: 'counter',
    help: 'Spans and log records that the Collector has accepted',
    labels: { signal: { meaning: 'Signal of the items', values: ['traces', 'logs'] } },
  }),
  telemetryDropped: define({
    name: 'telemetry_dropped_total',
    type: 'counter',
    help: 'Spans and log records that were dropped: the queue was full, the Collector refused them, or the process ended',
    labels: { signal: { meaning: 'Signal of the items', values: ['traces', 'logs'] } },
  }),
  telemetryTracesKept: define({
    name: 'telemetry_traces_kept_ratio',
    type: 'gauge',
    help: 'Share of the traces that the Collector keeps of those without an error that are not slow; 1 without sampling',
    labels: {},
  }),
  telemetryQueueSize: define({
    name: 'telemetry_queue_size',
    type: 'gauge',
    help: 'Spans and log records that wait for the Collector',
    labels: { signal: { meaning: 'Signal of the items', values: ['traces', 'logs'] } },
  }),
  conversionDuration: define({
    name: 'image_svc_conversion_duration_seconds',
    type: 'histogram',
    help: 'Time to decode, resize and encode one picture, without the wait for a converter',
    labels: {
      format_in: { meaning: 'Input format, recognised from the bytes', values: FORMATS_IN },
      format_out: { meaning: 'Output format that the caller requested', values: FORMATS_OUT },
      outcome: {
        meaning:
          'ok; rejected: the picture or the options are invalid; timeout: stopped at the deadline; failed: the service is ' +
          'at fault',
        values: ['ok', 'rejected', 'timeout', 'failed'],
      },
      ...synthetic,
    },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  }),
  conversionWait: define({
    name: 'image_svc_pool_wait_seconds',
    type: 'histogram',
    help: 'Time that a conversion waited for a free converter',
    labels: {},
    buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
  poolConverters: define({
    name: 'image_svc_pool_converters',
    type: 'gauge',
    help: 'Converter processes by state',
    labels: { state: { meaning: 'Whether they work', values: ['busy', 'idle'] } },
  }),
  poolSize: define({
    name: 'image_svc_pool_size',
    type: 'gauge',
    help: 'Largest number of converter processes at a time',
    labels: {},
  }),
  poolQueued: define({
    name: 'image_svc_pool_queued',
    type: 'gauge',
    help: 'Conversions that wait for a converter',
    labels: {},
  }),
  convertersEnded: define({
    name: 'image_svc_converters_ended_total',
    type: 'counter',
    help: 'Converter processes that ended, by reason',
    labels: {
      reason: {
        meaning: 'Why the process ended; start: it never became ready',
        values: ['idle', 'closed', 'aborted', 'deadline', 'memory', 'crashed', 'start'],
      },
    },
  }),
  queueConnected: define({
    name: 'job_svc_queue_connected',
    type: 'gauge',
    help: 'Whether PostgreSQL answers: 1 while it does, else 0',
    labels: {},
  }),
  jobsQueued: define({
    name: 'job_svc_queue_depth',
    type: 'gauge',
    help: 'Jobs in the queue by state',
    labels: { state: { meaning: 'State of the job', values: ['queued', 'retrying', 'active'] } },
  }),
  jobsOldest: define({
    name: 'job_svc_queue_oldest_age_seconds',
    type: 'gauge',
    help: 'Age of the oldest job without a worker; 0 when there is none',
    labels: {},
  }),
  deadLetters: define({
    name: 'job_svc_dead_letters',
    type: 'gauge',
    help: 'Failed jobs whose request is valid, which can be replayed or discarded',
    labels: {},
  }),
  jobAttempts: define({
    name: 'job_svc_attempts_total',
    type: 'counter',
    help: 'Attempts at jobs by outcome',
    labels: {
      outcome: {
        meaning:
          'succeeded; rejected: the picture or the options are invalid; failed: the service is at fault and no retry is ' +
          'left; retried: the service is at fault and a retry follows',
        values: ['succeeded', 'rejected', 'failed', 'retried'],
      },
    },
  }),
  jobDuration: define({
    name: 'job_svc_job_duration_seconds',
    type: 'histogram',
    help: 'Time from the creation of a job to its end, retries included',
    labels: {
      outcome: {
        meaning:
          'succeeded; rejected: the picture or the options are invalid; failed: the service is at fault and no retry is left',
        values: ['succeeded', 'rejected', 'failed'],
      },
      ...synthetic,
    },
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  }),
  jobPickup: define({
    name: 'job_svc_pickup_delay_seconds',
    type: 'histogram',
    help: 'Time from the moment a job may start to the moment a worker takes it',
    labels: {},
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  }),
  uploadBytes: define({
    name: 'user_svc_upload_bytes',
    type: 'histogram',
    help: 'Size of uploaded pictures',
    labels: {},
    buckets: [1e4, 1e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 2.5e7],
  }),
  certificateExpiry: define({
    name: 'user_svc_certificate_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'When the certificate of PUBLIC_URL expires, in seconds since 1970; only present when that URL is https',
    labels: {},
  }),
  eventStreams: define({
    name: 'user_svc_event_streams',
    type: 'gauge',
    help: 'Open streams of server-sent events, each of a client that follows a conversion',
    labels: {},
  }),
  verifyLink: define({
    name: 'triptych_verify_link',
    type: 'gauge',
    help: 'Whether a link between signals held in the last run of `triptych verify --every`: 1 if so, else 0',
    labels: { link: { meaning: 'What the run checked', values: VERIFY_LINKS } },
  }),
  verifyDuration: define({
    name: 'triptych_verify_duration_seconds',
    type: 'gauge',
    help: 'Duration of the last run of `triptych verify --every`: a conversion, and the time until its signals linked',
    labels: {},
  }),
  verifyLastRun: define({
    name: 'triptych_verify_last_run_timestamp_seconds',
    type: 'gauge',
    help: 'When the last run of `triptych verify --every` ended, in seconds since 1970; 0 once somebody has ended it',
    labels: {},
  }),
} as const;
