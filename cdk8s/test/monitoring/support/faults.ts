import { ATTRIBUTES, LOG_EVENTS } from '@triptych/catalogue';
import { SERIES } from '../../../src/monitoring/series.ts';
import { logqlFaults, logqlNames, promqlFaults, promqlNames } from './grammar.ts';

/** Fields of single events, beside the attributes of the catalogue. */
const FIELDS = ['err.message', 'err.cause.message', 'http.route', 'http.response.status_code']
  .concat(['duration_seconds', 'outcome', 'reason', 'signal'])
  .concat(Object.values(ATTRIBUTES))
  .map((field) => `metadata_${field.replaceAll('.', '_')}`);
const LINE_LABELS = ['service', 'severity', 'message', 'request_id', 'trace_id', 'span_id']
  .concat(['service_version', 'k8s_pod_name', 'detected_level'])
  .concat(FIELDS);
/** The Collector's lines are text, with these beside it. */
const COLLECTOR_LABELS = ['otelcol_component_id', 'exception_message'];

/** What is wrong with a query of Prometheus: its grammar, else series and labels that nothing makes. */
export function metricFaults(
  expr: string,
  labelsOf: (series: string) => readonly string[] | undefined = (series) => SERIES.get(series),
): string[] {
  const grammar = promqlFaults(expr);
  if (grammar.length > 0) return grammar;
  const { series, grouping, made } = promqlNames(expr);
  const known = new Set([...series.flatMap(({ name }) => labelsOf(name) ?? []), ...made]);
  return [
    ...series.filter(({ name }) => !labelsOf(name)).map(({ name }) => name),
    ...series.flatMap(({ name, labels }) =>
      labels.filter((label) => !labelsOf(name)?.includes(label)).map((label) => `${label} of ${name}`),
    ),
    ...grouping.filter((label) => !known.has(label)),
  ].map((fault) => `${fault} in ${expr}`);
}

/** What is wrong with a search of log lines: its grammar, else labels that no line has and events that none is of. */
export function logFaults(expr: string): string[] {
  const grammar = logqlFaults(expr);
  if (grammar.length > 0) return grammar;
  const { stream, filters, texts, grouping } = logqlNames(expr);
  // Of the lines of Collectors we have no list.
  const ofCollector = /\{service="otelcol(_agent)?"\}/.test(expr);
  const labels = ofCollector ? [...LINE_LABELS, ...COLLECTOR_LABELS] : LINE_LABELS;
  const shown = [...expr.matchAll(/\{\{\.(\w+)\}\}/g)].map(([, label = '']) => label);
  // Of a label's value Loki wants all to fit, also where it is a pattern.
  const messages = filters.flatMap(({ label, value }) =>
    label === 'message' ? [{ text: `^(?:${value})$`, regex: true }] : [],
  );
  return [
    ...stream.filter((label) => label !== 'service'),
    ...[...filters.map(({ label }) => label), ...shown, ...grouping].filter((label) => !labels.includes(label)),
    ...(ofCollector ? [] : [...texts, ...messages].filter((searched) => !isWritten(searched)).map(({ text }) => text)),
  ].map((fault) => `${fault} in ${expr}`);
}

function isWritten({ text, regex }: { readonly text: string; readonly regex: boolean }): boolean {
  return Object.keys(LOG_EVENTS).some((event) => (regex ? new RegExp(text).test(event) : event.includes(text)));
}
