import { type LabelDefinition, METRICS, type MetricDefinition, SYNTHETIC } from '@triptych/catalogue';
import { type AttributeReference, type Group, STABILITY } from './group.ts';

/** Metrics of the semantic conventions, by the name that Prometheus gives them. */
const STANDARD: Readonly<Record<string, string>> = {
  [METRICS.httpServerRequestDuration.name]: 'http.server.request.duration',
  [METRICS.httpServerActiveRequests.name]: 'http.server.active_requests',
  [METRICS.eventLoopUtilization.name]: 'nodejs.eventloop.utilization',
};
export const STANDARD_METRICS = Object.values(STANDARD);

/** Whether a semantic convention defines the metric with this name in Prometheus. */
export const isStandard = (name: string): boolean => Object.hasOwn(STANDARD, name);

/** What a metric without a unit counts, as the unit in braces that OpenTelemetry wants; Prometheus leaves it out. */
const COUNTED: Partial<Record<keyof typeof METRICS, string>> = {
  telemetryEnded: '{item}',
  telemetrySent: '{item}',
  telemetryDropped: '{item}',
  telemetryQueueSize: '{item}',
  poolConverters: '{converter}',
  poolSize: '{converter}',
  poolQueued: '{conversion}',
  convertersEnded: '{converter}',
  queueConnected: '{connection}',
  jobsQueued: '{job}',
  deadLetters: '{job}',
  jobAttempts: '{attempt}',
  eventStreams: '{stream}',
  verifyLink: '{link}',
};

/** The ends of names by which Prometheus marks a unit, and the units. */
const UNITS = [
  [/_seconds$/, 's'],
  [/_bytes$/, 'By'],
  [/_ratio$/, '1'],
] as const;

/** The metrics that no semantic convention defines. */
export function metricGroups(): Group[] {
  return Object.entries<MetricDefinition>(METRICS)
    .filter(([, { name }]) => !isStandard(name))
    .map(([key, metric]) => group(key as keyof typeof METRICS, metric));
}

function group(key: keyof typeof METRICS, { name, type, help, labels, buckets }: MetricDefinition): Group {
  const found = UNITS.find(([end]) => end.test(name));
  const unit = found?.[1] ?? COUNTED[key];
  if (!unit) throw new Error(`${name} counts something: add what to COUNTED`);
  // The first part of the name is its namespace: the service, or the subject.
  const [, namespace, rest] = /^([a-z]+_svc|[a-z]+)_(.*)$/.exec(name.replace(found?.[0] ?? /_total$/, '')) ?? [];
  const metricName = `${namespace}.${rest}`;
  return {
    id: `metric.${metricName}`,
    type: 'metric',
    metric_name: metricName,
    instrument: type,
    unit,
    brief: help,
    stability: STABILITY,
    annotations: { prometheus: { name, ...(buckets && { buckets }) } },
    attributes: Object.entries<LabelDefinition>(labels).map(([label, definition]) => labelOf(label, definition)),
  };
}

function labelOf(label: string, { meaning, values = [] }: LabelDefinition): AttributeReference {
  if (label === SYNTHETIC.label) return { ref: SYNTHETIC.attribute, requirement_level: 'opt_in' };
  return { ref: label, brief: meaning, note: `Values: ${values.join(', ')}.`, requirement_level: 'required' };
}
