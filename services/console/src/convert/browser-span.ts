import { SpanKind } from '@opentelemetry/api';
import { ATTRIBUTES, KEEP_TRACE, SPANS } from '@triptych/catalogue';
import type { MeasuredSpan } from '@triptych/telemetry';
import type { BrowserSpan } from '../schemas/browser-span.ts';

/** `service.name` of the page: its spans are measured by the clock of the browser. */
export const BROWSER_SERVICE = 'console_web';

/** The span of an upload. Its name and its attributes are ours, so that no page can write others into a trace. */
export function toMeasuredSpan(span: BrowserSpan, version: string): MeasuredSpan {
  const { trace_id: traceId, span_id: spanId, request_id, started_at, duration_seconds, bytes, status } = span;
  const failed = status === 0 || status >= 400;
  return {
    service: BROWSER_SERVICE,
    version,
    traceId,
    spanId,
    traceState: `${KEEP_TRACE.key}=${KEEP_TRACE.value}`,
    name: SPANS.upload,
    kind: SpanKind.CLIENT,
    startMillis: started_at,
    endMillis: started_at + duration_seconds * 1000,
    attributes: {
      [ATTRIBUTES.requestId]: request_id,
      [ATTRIBUTES.inputBytes]: bytes,
      'http.request.method': 'POST',
      'url.path': '/v1/conversions',
      ...(status > 0 && { 'http.response.status_code': status }),
      ...(failed && { 'error.type': status > 0 ? String(status) : 'no_reply' }),
    },
    failed,
  };
}
