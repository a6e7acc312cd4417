import type { Endpoints } from '@triptych/client/endpoints';
import type { Check } from '../checks.ts';
import { lineOpensTraceCheck, linesCheck, traceFindsLinesCheck } from './lines.ts';
import { exemplarCheck, graphCheck, spanMetricsChecks } from './metrics.ts';
import { resourceCheck, traceCheck } from './traces.ts';

/**
 * The checks of a service that sends telemetry: each link between its signals, from what it has sent in
 * the last minutes.
 */
export function serviceChecks(endpoints: Endpoints, service: string): Check[] {
  return [
    traceCheck(endpoints, service),
    linesCheck(endpoints, service),
    lineOpensTraceCheck(endpoints, service),
    traceFindsLinesCheck(endpoints, service),
    ...spanMetricsChecks(endpoints, service),
    exemplarCheck(endpoints, service),
    graphCheck(endpoints, service),
    resourceCheck(endpoints, service),
  ];
}
