import { METRICS, SPANS } from '@triptych/catalogue';
import { label, lines, THIS_LONG, toPage, traces } from '../explore.ts';
import { figure, graph, type Size } from '../panels.ts';
import { p95, rate } from '../promql.ts';
import { query } from '../queries.ts';

const CONVERSIONS = METRICS.conversionDuration;
/** The objective is 2.5 s; image_svc cancels a conversion soon after 10 s. */
const SLOW: [number, number] = [2.5, 10];

const FORMAT = label('format_out');
const picture = {
  service: 'image_svc',
  operation: SPANS.convert,
  tags: `picture.output.format=${FORMAT}`,
};
const linesOfFormat = lines(
  'Log lines of this format',
  `{service="image_svc"} |= "conversion" | json | metadata_picture_output_format="${FORMAT}"`,
);
const pictures = toPage('The dashboard of pictures', 'pictures');

export const mostConversionsTake = (size: Size) =>
  figure({
    ...size,
    title: '95 % of conversions take less than',
    description:
      'Time of decoding, resizing and encoding, without the wait for a converter. AVIF and large pictures take ' +
      'longest.',
    unit: 's',
    thresholds: SLOW,
    queries: [query(p95(CONVERSIONS))],
    links: [
      pictures,
      traces('Traces that took longer', { service: 'image_svc', operation: SPANS.convert, minDuration: THIS_LONG }),
    ],
  });

export const conversionsByFormat = (size: Size) =>
  graph({
    ...size,
    title: 'How many pictures are converted, and to which format?',
    description: 'Successful conversions a second, by the requested format.',
    unit: 'ops',
    queries: [query(`sum by (format_out) (${rate(CONVERSIONS, 'outcome="ok"')})`, { legend: '{{format_out}}' })],
    links: [pictures, traces('Traces of this format', picture), linesOfFormat],
  });

export const conversionTime = (size: Size) =>
  graph({
    ...size,
    title: 'How long does a conversion take?',
    description:
      '95 % of conversions take less than this, by the requested format. Each point is one conversion: click it for ' +
      'its trace.',
    unit: 's',
    thresholds: SLOW,
    queries: [query(p95(CONVERSIONS, 'format_out'), { legend: '{{format_out}}', exemplars: true })],
    links: [pictures, traces('Traces that took longer', { ...picture, minDuration: THIS_LONG }), linesOfFormat],
  });
