import { METRICS, SPANS } from '@triptych/catalogue';
import { lines, THIS_LONG, traces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { percentiles, query } from '../queries.ts';

const linesOfImages = lines('Log lines of image_svc', '{service="image_svc"} |= "conversion"');

export const converters = (size: Size) =>
  graph({
    ...size,
    title: 'What do converters do?',
    description:
      'Processes by state, and how many may run at once. Idle converters end after a while; new ones start when they ' +
      'are needed.',
    unit: 'short',
    queries: [
      query(`sum by (state) (${METRICS.poolConverters.name})`, { legend: '{{state}}' }),
      query(`sum(${METRICS.poolSize.name})`, { legend: 'allowed', refId: 'B' }),
    ],
    links: [traces('Traces of conversions', { service: 'image_svc', operation: SPANS.convert }), linesOfImages],
  });

export const waitForConverter = (size: Size) =>
  graph({
    ...size,
    title: 'How long do pictures wait for a converter?',
    description: '50 % and 95 % of pictures wait less than this. Each point is one conversion: click it for its trace.',
    unit: 's',
    thresholds: [0.5, 2.5],
    queries: percentiles(METRICS.conversionWait, [0.5, 0.95]),
    links: [
      traces('Traces that waited longer', {
        service: 'image_svc',
        operation: SPANS.poolWait,
        minDuration: THIS_LONG,
      }),
      linesOfImages,
    ],
  });
