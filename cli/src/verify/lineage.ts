import type { Span } from '@triptych/client/request/span';
import type { ConversionServiceName } from '@triptych/parts';

interface Step {
  readonly service: ConversionServiceName;
  readonly kind: string;
  readonly name: string;
}

/** The spans of a conversion, from the first to the innermost; each is the parent of the next. */
export const LINEAGE: readonly Step[] = [
  { service: 'user_svc', kind: 'server', name: 'POST /v1/conversions' },
  { service: 'user_svc', kind: 'client', name: 'POST' },
  { service: 'job_svc', kind: 'server', name: 'POST /v1/jobs' },
  { service: 'job_svc', kind: 'producer', name: 'send conversions' },
  { service: 'job_svc', kind: 'consumer', name: 'process conversions' },
  { service: 'job_svc', kind: 'client', name: 'POST' },
  { service: 'image_svc', kind: 'server', name: 'POST /image_svc/ConvertImage' },
  { service: 'image_svc', kind: 'internal', name: 'convert picture' },
];

/** The services of a conversion, in the order in which it reaches them. */
export const SERVICES: readonly ConversionServiceName[] = [...new Set(LINEAGE.map(({ service }) => service))];

/** The calls of a conversion, as pairs of caller and called. */
export const CALLS = SERVICES.slice(1).map((server, i) => [SERVICES[i] as ConversionServiceName, server] as const);

/**
 * Follows the lineage from the root, whose parent is the caller's span, if the caller has one. Returns the first step
 * without a span in its place, or undefined.
 */
export function firstBreak(spans: readonly Span[], callerSpanId?: string): Step | undefined {
  let parents: (string | undefined)[] = [callerSpanId];
  for (const step of LINEAGE) {
    const here = spans.filter(
      ({ service, kind, name, parentId }) =>
        service === step.service && kind === step.kind && name === step.name && parents.includes(parentId),
    );
    if (here.length === 0) return step;
    parents = here.map(({ id }) => id);
  }
  return undefined;
}
