import { ENTRY_SPANS } from '../../rules/promql.ts';
import { CHOSEN, rate } from '../promql.ts';

export const DURATION = { name: 'traces_span_metrics_duration_seconds' };
/** Selects the spans in which the chosen service does work for others: requests that it answers, messages that it takes. */
export const ENTRY = `${CHOSEN}, ${ENTRY_SPANS}`;
export const FAILED_ENTRY = `${ENTRY}, status_code="STATUS_CODE_ERROR"`;

/** Spans a second, as the Collector counts them before it samples. */
export const spans = (where: string) => rate({ name: 'traces_span_metrics_calls_total', type: 'counter' }, where);
