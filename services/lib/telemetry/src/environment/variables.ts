import { SIGNALS as SIGNAL_NAMES } from './choices.ts';
import type { Rule } from './finding.ts';
import { endpoint, headers, readableFile } from './otlp-rules.ts';
import { resourceAttributes } from './resource-attributes.ts';
import { isCount, numeric, oneOf, someOf, without } from './rules.ts';

const SIGNALS = SIGNAL_NAMES.map((name) => name.toUpperCase());

const SAMPLERS = ['always_on', 'always_off', 'traceidratio'].flatMap((name) => [name, `parentbased_${name}`]);

/** A variable of all signals, and those of single signals. */
const otlp = (name: string) =>
  ['', ...SIGNALS.map((signal) => `${signal}_`)].map((at) => `OTEL_EXPORTER_OTLP_${at}${name}`);

const limit = numeric(isCount, 'a whole number', 'the default of OpenTelemetry');
const unread = without((value) => isCount(Number(value)), 'the numbers of this library');
const protocol: Rule = (value, ...rest) => {
  // http/json has the same endpoint, and the Collector accepts both there.
  const otherwise = value.trim().toLowerCase().startsWith('http') ? 'http/protobuf' : 'grpc';
  return oneOf(['grpc', 'http/protobuf'], otherwise)(value, ...rest);
};

/** Each variable that has an effect here, or that people expect to have one, and its rule. */
export const RULES: readonly (readonly [readonly string[], Rule])[] = [
  [['OTEL_SDK_DISABLED', ...otlp('INSECURE')], oneOf(['true', 'false'], 'false')],
  [['OTEL_LOG_LEVEL'], oneOf(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'], 'warn')],
  [['OTEL_RESOURCE_ATTRIBUTES'], resourceAttributes],
  [['OTEL_PROPAGATORS'], someOf(['tracecontext', 'baggage', 'b3', 'b3multi', 'none'], 'tracecontext,baggage')],
  [['OTEL_TRACES_SAMPLER'], oneOf(SAMPLERS, 'parentbased_always_on')],
  [
    ['OTEL_TRACES_SAMPLER_ARG'],
    numeric((value) => value >= 0 && value <= 1, 'a number from 0 to 1', '1: every trace is kept', '1'),
  ],
  [
    ['TAIL_SAMPLING_PERCENT'],
    numeric((value) => isCount(value) && value <= 100, 'a whole number from 0 to 100', '100: every trace is kept'),
  ],
  [['TAIL_SAMPLING_SLOW_MS'], numeric(isCount, 'a whole number of milliseconds', '1000')],
  [SIGNALS.map((signal) => `OTEL_${signal}_EXPORTER`), someOf(['otlp', 'none'], 'otlp')],
  [otlp('PROTOCOL'), protocol],
  [otlp('ENDPOINT'), endpoint],
  [otlp('HEADERS'), headers],
  [otlp('COMPRESSION'), oneOf(['none', 'gzip'], 'none')],
  [otlp('TIMEOUT'), numeric((value) => value > 0, 'a number of milliseconds above 0', '10000')],
  [otlp('CERTIFICATE'), readableFile('the certificates that Node trusts')],
  [[...otlp('CLIENT_CERTIFICATE'), ...otlp('CLIENT_KEY')], readableFile('no client certificate')],
  [
    ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    without((value) => value === 'cumulative', 'cumulative: a failed export then loses nothing'),
  ],
  [
    [
      ...['', 'SPAN_', 'LOGRECORD_'].flatMap((of) => [
        `OTEL_${of}ATTRIBUTE_COUNT_LIMIT`,
        `OTEL_${of}ATTRIBUTE_VALUE_LENGTH_LIMIT`,
      ]),
      ...['SPAN_EVENT', 'SPAN_LINK', 'EVENT_ATTRIBUTE', 'LINK_ATTRIBUTE'].map((of) => `OTEL_${of}_COUNT_LIMIT`),
    ],
    limit,
  ],
  [
    [
      ...['BSP', 'BLRP'].flatMap((processor) =>
        ['SCHEDULE_DELAY', 'EXPORT_TIMEOUT', 'MAX_QUEUE_SIZE', 'MAX_EXPORT_BATCH_SIZE'].map(
          (name) => `OTEL_${processor}_${name}`,
        ),
      ),
      ...['INTERVAL', 'TIMEOUT'].map((name) => `OTEL_METRIC_EXPORT_${name}`),
    ],
    unread,
  ],
];
