import { prove } from './support/prove.ts';
import { counter, gauge, valuesEach } from './support/values.ts';

const eachMinute = valuesEach(60);
const OF = 'service_name="image_svc", service_instance_id="a"';
const conversions = (suffix: 'count' | 'sum', format: string, outcome = 'ok', formatIn = 'jpeg') =>
  `image_svc_conversion_duration_seconds_${suffix}{${OF}, format_in="${formatIn}", format_out="${format}", outcome="${outcome}"}`;
const converters = (instance: string, state: string) =>
  `image_svc_pool_converters{service_name="image_svc", service_instance_id="${instance}", state="${state}"}`;
const pool = (name: 'size' | 'queued', instance: string) =>
  `image_svc_pool_${name}{service_name="image_svc", service_instance_id="${instance}"}`;
const ended = (reason: string) => `image_svc_converters_ended_total{${OF}, reason="${reason}"}`;

/** Conversions to a format: their number a minute, and periods with the seconds that each takes. */
const pace = (
  format: string,
  perMinute: number,
  parts: readonly (readonly [seconds: number, minutes: number])[],
  count = counter,
) => ({
  [conversions('count', format)]: count(...parts.map(([, minutes]) => [perMinute, minutes] as const)),
  [conversions('sum', format)]: count(...parts.map(([seconds, minutes]) => [perMinute * seconds, minutes] as const)),
});

prove(
  'conversions',
  {
    alert: 'ConversionsSlow',
    when: 'conversions to a format take more than twice as long as the day before, for 10 minutes',
    series: {
      // Ten in 15 minutes, whose mean is above 250 ms when nearly all of them are slow.
      ...pace(
        'webp',
        0.7,
        [
          [0.12, 600],
          [0.262, 30],
          [0.12, 30],
        ],
        eachMinute.counter,
      ),
      ...pace('jpeg', 4, [[0.2, 660]], eachMinute.counter),
    },
    interval: '1m',
    silentAt: '622m',
    firingAt: '623m',
    resolvedAt: '640m',
    labels: { severity: 'ticket', service: 'image_svc', format_out: 'webp' },
    summary: 'Conversions to webp take 2.15 times as long as the day before',
    description:
      'In the last 15 minutes a conversion to webp took 2.15 times the mean of the day before: pictures are larger, ' +
      'the machine is busy with other work, or a new version is slower.',
  },
  {
    alert: 'ConversionsSlow',
    when: 'they are few, still fast, exactly twice as long, or failed',
    series: {
      ...pace('avif', 0.65, [
        [1, 60],
        [9, 60],
      ]),
      ...pace('png', 4, [
        [0.05, 60],
        [0.24, 60],
      ]),
      ...pace('jpeg', 4, [
        [0.5, 60],
        [1, 60],
      ]),
      ...pace('webp', 4, [[0.5, 120]]),
      [conversions('count', 'webp', 'timeout')]: counter([0, 60], [4, 60]),
      [conversions('sum', 'webp', 'timeout')]: counter([0, 60], [80, 60]),
    },
    silentUntil: '120m',
  },
  {
    alert: 'ConversionsFailing',
    when: 'more than a tenth of the conversions to a format, and five in 10 minutes, fail or reach the deadline',
    series: {
      [conversions('count', 'avif')]: counter([4.3, 60]),
      [conversions('count', 'avif', 'failed')]: counter([0, 20], [1, 10], [0, 30]),
      [conversions('count', 'avif', 'timeout', 'png')]: counter([0, 20], [1, 10], [0, 30]),
      [conversions('count', 'avif', 'rejected')]: counter([100, 60]),
      [conversions('count', 'png')]: counter([6, 60]),
      [conversions('count', 'png', 'failed')]: counter([0, 60]),
    },
    silentAt: '24m15s',
    firingAt: '24m30s',
    resolvedAt: '38m',
    labels: { severity: 'page', service: 'image_svc', format_out: 'avif' },
    summary: '17.31% of conversions to avif fail',
    description:
      'In the last 10 minutes 17.31% of the conversions to avif failed through a fault of image_svc or reached the ' +
      'deadline. job_svc retries their jobs, and gives up after the last attempt.',
  },
  {
    alert: 'ConversionsFailing',
    when: 'exactly a tenth fails, only four do, or the uploads are no pictures',
    series: {
      [conversions('count', 'webp')]: counter([9, 60]),
      [conversions('count', 'webp', 'failed')]: counter([1, 60]),
      // 4.9 in 10 minutes.
      [conversions('count', 'avif', 'failed')]: counter([0.47, 60]),
      [conversions('count', 'png', 'rejected')]: counter([60, 60]),
    },
    silentUntil: '60m',
  },
  {
    alert: 'ConverterPoolSaturated',
    when: 'more than 90 % of the converters of all instances are busy and pictures wait, for 5 minutes',
    series: {
      [converters('a', 'busy')]: gauge([2, 1], [10, 8], [2, 2]),
      [converters('b', 'busy')]: gauge([2, 1], [9, 8], [2, 2]),
      [converters('b', 'idle')]: gauge([8, 1], [1, 8], [8, 2]),
      [pool('size', 'a')]: gauge([10, 11]),
      [pool('size', 'b')]: gauge([10, 11]),
      [pool('queued', 'a')]: gauge([0, 1], [7, 8], [0, 2]),
      [pool('queued', 'b')]: gauge([0, 11]),
    },
    silentAt: '5m45s',
    firingAt: '6m',
    resolvedAt: '9m',
    labels: { severity: 'ticket', service: 'image_svc' },
    summary: '95% of the converters are busy, and pictures wait',
    description:
      'For 5 minutes more than 90 % of the converters have been busy while pictures wait. Each instance of image_svc ' +
      'lets 64 pictures wait; it answers further requests with 503, and job_svc retries their jobs later.',
  },
  {
    alert: 'ConverterPoolSaturated',
    when: 'all are busy and nothing waits',
    series: {
      [converters('a', 'busy')]: gauge([10, 20]),
      [pool('size', 'a')]: gauge([10, 20]),
      [pool('queued', 'a')]: gauge([0, 20]),
    },
    silentUntil: '20m',
  },
  {
    alert: 'ConverterPoolSaturated',
    when: 'exactly nine of ten are busy',
    series: {
      [converters('a', 'busy')]: gauge([9, 20]),
      [pool('size', 'a')]: gauge([10, 20]),
      [pool('queued', 'a')]: gauge([3, 20]),
    },
    silentUntil: '20m',
  },
  {
    alert: 'ConvertersDying',
    when: 'five converters end in 10 minutes for one reason that is a fault',
    series: { [ended('crashed')]: counter([0, 20], [1, 5], [0, 20]), [ended('idle')]: counter([10, 45]) },
    silentAt: '24m45s',
    firingAt: '25m',
    resolvedAt: '30m30s',
    labels: { severity: 'ticket', service: 'image_svc', reason: 'crashed' },
    summary: '5 converters were lost in 10 minutes (crashed)',
    description:
      'In the last 10 minutes image_svc replaced 5 converter processes for the reason "crashed" (crashed: the ' +
      'decoder crashed; memory: the converter exceeded its limit; deadline: the conversion took too long; start: the ' +
      'converter never became ready). Each of them cost one conversion.',
  },
  {
    alert: 'ConvertersDying',
    when: 'four end for each reason, or any number without a fault',
    series: {
      [ended('memory')]: counter([0, 20], [1, 4], [0, 20]),
      [ended('deadline')]: counter([0, 20], [1, 4], [0, 20]),
      [ended('idle')]: counter([10, 45]),
      [ended('aborted')]: counter([10, 45]),
      [ended('closed')]: counter([10, 45]),
    },
    silentUntil: '45m',
  },
);
