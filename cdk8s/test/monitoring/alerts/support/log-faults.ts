import { ATTRIBUTES, LOG_EVENTS } from '@triptych/telemetry/catalogue';
import { logqlFaults, logqlNames } from '../../support/grammar.ts';

/** Beside the attributes of a line, which `| json` prefixes. */
const LINE_LABELS = ['service', 'severity', 'message', 'request_id', 'trace_id', 'span_id', 'k8s_pod_name'];
const ATTRIBUTE_LABELS = Object.values(ATTRIBUTES).map((name) => `metadata_${name.replaceAll('.', '_')}`);
const EVENTS = Object.keys(LOG_EVENTS);

/** What is wrong with a search of log lines: its grammar, and what no line has. */
export function logFaults(expr: string): string[] {
  const grammar = logqlFaults(expr);
  if (grammar.length > 0) return grammar;
  const { stream, filters, texts } = logqlNames(expr);
  const labels = filters.map(({ label }) => label);
  // Of others' lines we have no list.
  const foreign = expr.startsWith('{service="otelcol"}');
  return [
    ...stream.filter((label) => label !== 'service'),
    ...labels.filter((label) => ![...LINE_LABELS, ...ATTRIBUTE_LABELS].includes(label)),
    ...(foreign ? [] : texts.filter(({ text, regex }) => !written(text, regex)).map(({ text }) => text)),
  ];
}

const written = (text: string, regex: boolean) =>
  EVENTS.some((event) => (regex ? new RegExp(text).test(event) : event.includes(text)));
