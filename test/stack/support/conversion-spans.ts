import type { Span } from '@triptych/client/request/span';

/** The spans of an upload, and of the attempt at its conversion that succeeded, as `nameOf` writes and sorts them. */
export const CONVERSION_SPANS = [
  'image_svc internal convert picture',
  'image_svc internal converter wait',
  'image_svc server POST /image_svc/ConvertImage',
  'job_svc client POST',
  'job_svc client complete conversions',
  'job_svc consumer process conversions',
  'job_svc producer send conversions',
  'job_svc server POST /v1/jobs',
  'user_svc client POST',
  'user_svc server POST /v1/conversions',
];

/** Service, kind and name of a span, such as `job_svc client POST`. */
export function nameOf({ service, kind, name }: Span): string {
  return `${service} ${kind} ${name}`;
}
