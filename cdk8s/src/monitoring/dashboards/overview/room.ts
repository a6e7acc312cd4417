import { METRICS } from '@triptych/telemetry/catalogue';
import { lines, SERVICE, traces } from '../explore.ts';
import { graph, query } from '../panels.ts';
import { CHOSEN } from '../promql.ts';

const size = { width: 6, height: 6 } as const;
const linesOfService = lines('Its log lines', `{service="${SERVICE}"}`);
const linesOfImages = lines('Log lines of image_svc', '{service="image_svc"} |= "conversion"');

/** How much more the services could do. */
export function room() {
  const { name: converters } = METRICS.poolConverters;
  return [
    graph({
      ...size,
      title: 'Are there free converters?',
      description: 'Busy ones as a share of those that may run, and on the right conversions that wait for one.',
      unit: 'percentunit',
      max: 1,
      thresholds: [0.8, 0.95],
      queries: [
        query(`sum(${converters}{state="busy"}) / sum(${METRICS.poolSize.name})`, { legend: 'busy' }),
        query(`sum(${METRICS.poolQueued.name})`, { legend: 'waiting', refId: 'B' }),
      ],
      links: [traces('Traces of image_svc', { service: 'image_svc' }), linesOfImages],
    }).overrideByQuery('B', [
      { id: 'unit', value: 'short' },
      { id: 'max', value: null },
      { id: 'custom.axisPlacement', value: 'right' },
    ]),
    graph({
      ...size,
      title: 'Does memory grow?',
      description:
        'Resident memory of the largest instance, without converters. Above 1 GB for 5 minutes an alert ' +
        'fires; services idle below 120 MB.',
      unit: 'bytes',
      thresholds: [0.5e9, 1e9],
      queries: [
        query(`max by (service_name) (process_resident_memory_bytes{${CHOSEN}})`, { legend: '{{service_name}}' }),
        query('max by (service_name) (otelcol_process_memory_rss_bytes)', { legend: '{{service_name}}', refId: 'B' }),
      ],
      links: [linesOfService],
    }),
    graph({
      ...size,
      title: 'Does the event loop keep up?',
      description: 'How late a timer runs, at worst in 99 % of cases. Late: something computes in the service itself.',
      unit: 's',
      thresholds: [0.1, 0.5],
      queries: [
        query(`max by (service_name) (nodejs_eventloop_lag_p99_seconds{${CHOSEN}})`, { legend: '{{service_name}}' }),
      ],
      links: [traces('Its traces', { service: SERVICE }), linesOfService],
    }),
    graph({
      ...size,
      title: 'Do converters have to be replaced?',
      description: 'Converters that ended other than by being idle. Each costs one request; a new one takes its place.',
      unit: 'short',
      queries: [
        query(`sum by (reason) (increase(${METRICS.convertersEnded.name}{reason!~"idle|closed"}[$__rate_interval]))`, {
          legend: '{{reason}}',
        }),
      ],
      links: [
        traces('Traces with errors', { service: 'image_svc', tags: 'error=true' }),
        lines('Log lines of failures', '{service="image_svc"} |= "conversion failed"'),
      ],
    }),
  ];
}
