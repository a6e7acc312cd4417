import { METRICS, SPANS } from '@triptych/catalogue';
import { alert } from '../rules/alert.ts';
import { COUNT, dashboard, label, lines, traces } from '../rules/links.ts';
import { CONVERSIONS, query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';

const FORMAT = label('format_out');
const pictures = dashboard('triptych-pictures');
const failures = lines('{service="image_svc"} |= "conversion failed"');
const service = 'image_svc';
const tags = `picture.output.format=${FORMAT}`;

const mean = (window: string, where = 'outcome="ok"') => {
  const rate = (suffix: string) => `sum by (format_out) (rate(${CONVERSIONS}_${suffix}{${where}}[${window}]))`;
  return `${rate('sum')} / ${rate('count')}`;
};
const failed = `sum by (format_out) (rate(${CONVERSIONS}_count{outcome=~"failed|timeout"}[10m]))`;
const ended = `sum by (reason) (rate(${METRICS.convertersEnded.name}{reason=~"crashed|memory|deadline|start"}[10m])) * 600`;
const busy = `sum(${METRICS.poolConverters.name}{state="busy"}) / sum(${METRICS.poolSize.name})`;

/** Conversions, and the processes that they happen in. */
export const conversions: RuleGroup = {
  name: 'conversions',
  rules: [
    alert({
      name: 'ConversionsSlow',
      severity: 'ticket',
      service,
      // Of at least ten in a quarter of an hour, against those of the day before.
      expr: query(
        `(${mean('15m')}) / (${mean('1d').replaceAll('[1d]', '[1d] offset 15m')}) > 2`,
        `and sum by (format_out) (rate(${CONVERSIONS}_count{outcome="ok"}[15m])) * 900 >= 10`,
        `and ${mean('15m')} > 0.25`,
      ),
      for: '10m',
      summary: `Conversions to ${FORMAT} take {{ $value | humanize }} times as long as yesterday`,
      description:
        `Over 15 minutes a conversion to ${FORMAT} took {{ $value | humanize }} times the mean of the day before: pictures have ` +
        'become larger, the machine is busy with something else, or a new version is slower.',
      dashboard: pictures,
      query: traces({ service, operation: SPANS.convert, tags, minDuration: '1s' }),
    }),
    alert({
      name: 'ConversionsFailing',
      severity: 'page',
      service,
      expr: query(
        `${failed} / sum by (format_out) (rate(${CONVERSIONS}_count{outcome!="rejected"}[10m])) > 0.1`,
        `and ${failed} * 600 >= 5`,
      ),
      for: '2m',
      summary: `{{ $value | humanizePercentage }} of conversions to ${FORMAT} fail`,
      description:
        `Of the conversions to ${FORMAT} in 10 minutes {{ $value | humanizePercentage }} failed by our fault or ran into the ` +
        'deadline. Their jobs are tried again, and given up after the last attempt.',
      dashboard: pictures,
      query: failures,
    }),
    alert({
      name: 'ConverterPoolSaturated',
      severity: 'ticket',
      service,
      expr: query(`${busy} > 0.9`, `and sum(${METRICS.poolQueued.name}) > 0`),
      for: '5m',
      summary: '{{ $value | humanizePercentage }} of the converters are busy, and pictures wait',
      description:
        'For 5 minutes no converter has been free and pictures have waited for one. Beyond 64 that wait, requests are ' +
        'answered 503 and their jobs are tried again later.',
      dashboard: pictures,
      query: traces({ service, operation: SPANS.poolWait, minDuration: '500ms' }),
    }),
    alert({
      name: 'ConvertersDying',
      severity: 'ticket',
      service,
      expr: `${ended} >= 5`,
      summary: `${COUNT} converters were lost in 10 minutes (${label('reason')})`,
      description:
        `Converter processes had to be replaced: ${label('reason')} (crashed: the decoder; memory: over its limit; deadline: too ` +
        'slow; start: never ready). Each cost one conversion.',
      dashboard: pictures,
      query: failures,
    }),
  ],
};
