import type { Conversion, Job } from '@triptych/contracts';

/** Turns a job into a conversion as the public API shows it. */
export function toConversion({ request, ...job }: Job): Conversion {
  const { source: _source, target: _target, name, ...options } = request;
  const self = `/v1/conversions/${job.id}`;
  return {
    ...job,
    ...(name && { name }),
    options,
    links: { self, events: `${self}/events`, result: `${self}/result` },
  };
}
