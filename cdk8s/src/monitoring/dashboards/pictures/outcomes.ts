import { METRICS, SPANS } from '@triptych/catalogue';
import { label, lines, THIS_LONG, traces } from '../explore.ts';
import { limit } from '../limit.ts';
import { figure, graph, type Size } from '../panels.ts';
import { p95, rate, shareOrZero } from '../promql.ts';
import { query } from '../queries.ts';

const CONVERSIONS = METRICS.conversionDuration;
const FAULTY = 'outcome=~"failed|timeout"';
const failures = lines('Log lines of failures', '{service="image_svc"} |= "conversion failed"');
const convert = { service: 'image_svc', operation: SPANS.convert };
const formatIn = { ...convert, tags: `picture.input.format=${label('format_in')}` };

export const failedConversions = (size: Size) =>
  figure({
    ...size,
    title: 'Failed conversions',
    description:
      'Conversions that failed through a fault of image_svc or reached the deadline, as a share of all conversions ' +
      'but the rejected ones.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.01, limit('ConversionsFailing')],
    queries: [query(shareOrZero(rate(CONVERSIONS, FAULTY), rate(CONVERSIONS, 'outcome!="rejected"')))],
    links: [failures],
  });

export const formatsIn = (size: Size) =>
  graph({
    ...size,
    title: 'Which formats are uploaded?',
    description:
      'Conversions a second by the format of the content, whatever the name of the file; unknown: no format that ' +
      'image_svc reads.',
    unit: 'ops',
    queries: [query(`sum by (format_in) (${rate(CONVERSIONS)})`, { legend: '{{format_in}}' })],
    links: [
      traces('Traces of this format', formatIn),
      lines(
        'Log lines of this format',
        `{service="image_svc"} |= "conversion" | json | metadata_picture_input_format="${label('format_in')}"`,
      ),
    ],
  });

export const outcomes = (size: Size) =>
  graph({
    ...size,
    title: 'How do conversions end?',
    description:
      'Rejected: the picture or the options are at fault; timeout: the deadline was reached; failed: image_svc is at ' +
      'fault. job_svc retries the last two.',
    unit: 'ops',
    queries: [query(`sum by (outcome) (${rate(CONVERSIONS)})`, { legend: '{{outcome}}' })],
    links: [traces('Traces with errors', { ...convert, tags: 'error=true' }), failures],
  });

export const timeByInput = (size: Size) =>
  graph({
    ...size,
    title: 'Which formats are slow to read?',
    description:
      '95 % of conversions take less than this, by the format of the upload. Each point is one conversion: click it ' +
      'for its trace.',
    unit: 's',
    queries: [query(p95(CONVERSIONS, 'format_in'), { legend: '{{format_in}}', exemplars: true })],
    links: [traces('Traces that took longer', { ...formatIn, minDuration: THIS_LONG }), failures],
  });
