import { envDetector } from '@opentelemetry/resources';

/** `service.name` from `OTEL_SERVICE_NAME`, else from `OTEL_RESOURCE_ATTRIBUTES`, as in the resource; else `otherwise`. */
export function serviceNameOr(otherwise: string): string {
  const name = envDetector.detect().attributes?.['service.name'];
  return typeof name === 'string' && name !== '' ? name : otherwise;
}
