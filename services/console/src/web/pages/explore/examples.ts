import type { Language } from '../../../schemas/explore.ts';

/** Queries to start from. */
export const EXAMPLES: Record<Language, readonly (readonly [title: string, query: string])[]> = {
  promql: [
    ['Requests a second', 'sum by (service_name) (rate(http_server_request_duration_seconds_count[1m]))'],
    [
      '95 % of requests take less than',
      'histogram_quantile(0.95, sum by (le, service_name) (rate(http_server_request_duration_seconds_bucket[5m])))',
    ],
    ['Memory', 'process_resident_memory_bytes'],
  ],
  logql: [
    ['All lines', '{service=~".+"}'],
    ['Errors', '{service=~".+"} | json | severity="error"'],
    ['Lines a second', 'sum by (service) (rate({service=~".+"}[1m]))'],
  ],
  traces: [
    ['All traces', 'minDuration=0ms'],
    ['Slow uploads', 'service=user_svc operation="POST /v1/conversions" minDuration=500ms'],
    ['Failed', 'error=true'],
  ],
};
