import { CHOSEN, rate } from '../promql.ts';

export const DURATION = { name: 'traces_span_metrics_duration_seconds' };
/** Selects the spans in which the chosen service does work for others: requests that it answers, messages that it takes. */
export const ENTRY = `${CHOSEN}, span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"`;
export const FAILED_ENTRY = `${ENTRY}, status_code="STATUS_CODE_ERROR"`;

/** Spans a second, as the Collector counts them before it samples. */
export const spans = (where: string) => rate({ name: 'traces_span_metrics_calls_total', type: 'counter' }, where);
