import { METRICS, SPANS } from '@triptych/catalogue';
import { alert } from '../rules/alert.ts';
import { dashboard, lines, traces } from '../rules/links.ts';
import { CONVERSIONS, OF_USERS, query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { COUNT, label, SHARE } from '../rules/text.ts';
import { THRESHOLD, THRESHOLD_TEXT } from '../rules/threshold.ts';

const FORMAT = label('format_out');
const pictures = dashboard('triptych-pictures');
const failures = lines('{service="image_svc"} |= "conversion failed"');
const service = 'image_svc';
const tags = `picture.output.format=${FORMAT}`;

const mean = (window: string, where = 'outcome="ok"') => {
  const rate = (suffix: string) =>
    `sum by (format_out) (rate(${CONVERSIONS}_${suffix}{${where}, ${OF_USERS}}[${window}]))`;
  return `${rate('sum')} / ${rate('count')}`;
};
const failed = `sum by (format_out) (rate(${CONVERSIONS}_count{outcome=~"failed|timeout", ${OF_USERS}}[10m]))`;
const ended = `sum by (reason) (rate(${METRICS.convertersEnded.name}{reason=~"crashed|memory|deadline|start"}[10m])) * 600`;
const busy = `sum(${METRICS.poolConverters.name}{state="busy"}) / sum(${METRICS.poolSize.name})`;

/** Conversions, and the processes that do them. */
export const conversions: RuleGroup = {
  name: 'conversions',
  rules: [
    alert({
      name: 'ConversionsSlow',
      severity: 'ticket',
      service,
      // Compares at least ten conversions of the last 15 minutes with those of the day before.
      expr: query(
        `(${mean('15m')}) / (${mean('1d').replaceAll('[1d]', '[1d] offset 15m')}) > ${THRESHOLD}`,
        `and sum by (format_out) (rate(${CONVERSIONS}_count{outcome="ok", ${OF_USERS}}[15m])) * 900 >= 10`,
        `and ${mean('15m')} > 0.25`,
      ),
      threshold: {
        value: 2,
        meaning: 'Mean duration of conversions divided by that of the day before, above which the alert fires',
      },
      for: '10m',
      summary: `Conversions to ${FORMAT} take {{ $value | humanize }} times as long as the day before`,
      description:
        `In the last 15 minutes a conversion to ${FORMAT} took {{ $value | humanize }} times the mean of the day ` +
        'before: pictures are larger, the machine is busy with other work, or a new version is slower.',
      dashboard: pictures,
      query: traces({ service, operation: SPANS.convert, tags, minDuration: '1s' }),
    }),
    alert({
      name: 'ConversionsFailing',
      severity: 'page',
      service,
      expr: query(
        `${failed} / sum by (format_out) (rate(${CONVERSIONS}_count{outcome!="rejected", ${OF_USERS}}[10m])) > ${THRESHOLD}`,
        `and ${failed} * 600 >= 5`,
      ),
      threshold: {
        value: 0.1,
        meaning: 'Share of conversions that fail (0 to 1), above which the alert fires',
        most: 1,
      },
      for: '2m',
      summary: `${SHARE} of conversions to ${FORMAT} fail`,
      description:
        `In the last 10 minutes ${SHARE} of the conversions to ${FORMAT} failed through a fault of image_svc or ` +
        'reached the deadline. job_svc retries their jobs, and gives up after the last attempt.',
      dashboard: pictures,
      query: failures,
    }),
    alert({
      name: 'ConverterPoolSaturated',
      severity: 'ticket',
      service,
      expr: query(`${busy} > ${THRESHOLD}`, `and sum(${METRICS.poolQueued.name}) > 0`),
      threshold: {
        value: 0.9,
        meaning: 'Share of converters that are busy (0 to 1), above which the alert fires',
        most: 1,
        shown: '%',
      },
      for: '5m',
      summary: `${SHARE} of the converters are busy, and pictures wait`,
      description:
        `For 5 minutes more than ${THRESHOLD_TEXT} of the converters have been busy while pictures wait. Each instance of ` +
        'image_svc lets 64 pictures wait; it answers further requests with 503, and job_svc retries their jobs later.',
      dashboard: pictures,
      query: traces({ service, operation: SPANS.poolWait, minDuration: '500ms' }),
    }),
    alert({
      name: 'ConvertersDying',
      severity: 'ticket',
      service,
      expr: `${ended} >= ${THRESHOLD}`,
      threshold: { value: 5, meaning: 'Converters lost for one reason in 10 minutes, from which the alert fires' },
      summary: `${COUNT} converters were lost in 10 minutes (${label('reason')})`,
      description:
        `In the last 10 minutes image_svc replaced ${COUNT} converter processes for the reason "${label('reason')}" ` +
        '(crashed: the decoder crashed; memory: the converter exceeded its limit; deadline: the conversion took too ' +
        'long; start: the converter never became ready). Each of them cost one conversion.',
      dashboard: pictures,
      query: failures,
    }),
  ],
};
