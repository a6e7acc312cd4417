/**
 * Every name that Triptych emits, each with its meaning. Code, rules, dashboards and documents take names from here and
 * nowhere else.
 */
export { ATTRIBUTE_EXAMPLES, ATTRIBUTE_MEANINGS, ATTRIBUTES } from './attributes.ts';
export { LOG_EVENTS, type LogEvent } from './events.ts';
export { type LabelDefinition, METRICS, type MetricDefinition } from './metrics.ts';
export { KEEP_TRACE, shareOfTraces, TEST_TRACE } from './sampling.ts';
export { SPAN_ATTRIBUTES, SPAN_MEANINGS, SPANS } from './spans.ts';
export { SYNTHETIC } from './synthetic.ts';
export { VERIFY_LINKS, type VerifyLink } from './verify-links.ts';
