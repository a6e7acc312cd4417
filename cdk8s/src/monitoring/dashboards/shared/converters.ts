import { METRICS, SPANS } from '@triptych/catalogue';
import { lines, toPage, traces } from '../explore.ts';
import { limit } from '../limit.ts';
import { figure, graph, type Size } from '../panels.ts';
import { INTERVAL, orNone } from '../promql.ts';
import { query } from '../queries.ts';

const busy = `sum(${METRICS.poolConverters.name}{state="busy"}) / sum(${METRICS.poolSize.name})`;
const BUSY = [0.8, limit('ConverterPoolSaturated')] as const;
const pictures = toPage('The dashboard of pictures', 'pictures');

export const busyConverters = (size: Size) =>
  figure({
    ...size,
    title: 'Busy converters',
    description: 'Share of the converters that are busy. At 100 % conversions wait: add replicas of image_svc.',
    unit: 'percentunit',
    max: 1,
    thresholds: BUSY,
    queries: [query(busy)],
    links: [pictures],
  });

export const freeConverters = (size: Size) =>
  graph({
    ...size,
    title: 'Are there free converters?',
    description:
      'Share of the converters that are busy, and, on the right, the number of conversions that wait for one.',
    unit: 'percentunit',
    max: 1,
    thresholds: BUSY,
    queries: [
      query(busy, { legend: 'busy' }),
      query(`sum(${METRICS.poolQueued.name})`, { legend: 'waiting', refId: 'B' }),
    ],
    links: [
      pictures,
      traces('Waits for a converter', { service: 'image_svc', operation: SPANS.poolWait }),
      lines('Log lines of image_svc', '{service="image_svc"} |= "conversion"'),
    ],
  }).overrideByQuery('B', [
    { id: 'unit', value: 'short' },
    { id: 'max', value: null },
    { id: 'custom.axisPlacement', value: 'right' },
  ]);

export const endedConverters = (size: Size) =>
  graph({
    ...size,
    title: 'Why are converters replaced?',
    description:
      'Converters that ended for a fault, by reason. Each of them costs one request; a new converter takes its place.',
    unit: 'short',
    queries: [
      query(
        orNone(`sum by (reason) (increase(${METRICS.convertersEnded.name}{reason!~"idle|closed"}${INTERVAL}))`, {
          reason: 'none',
        }),
        { legend: '{{reason}}' },
      ),
    ],
    links: [
      pictures,
      traces('Traces with errors', { service: 'image_svc', tags: 'error=true' }),
      lines('Log lines of failures', '{service="image_svc"} |= "conversion failed"'),
    ],
  });
