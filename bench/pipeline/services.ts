import { METRICS } from '@triptych/catalogue';
import { readMetric } from '@triptych/client/metrics';
import { type UserSvc, userSvc } from '@triptych/client/user-svc';
import type { ConvertOptions } from '@triptych/contracts';
import type { TestStack } from '../../test/stack/support/conversions.ts';

/** The services of a stack, as the bench uses them. */
export interface Services {
  readonly api: UserSvc;
  uploadUrl(options: ConvertOptions): string;
  /** Of image_svc, without the pipeline. */
  convertUrl(options: ConvertOptions): string;
  /** Jobs that have succeeded since job_svc started. */
  succeeded(): Promise<number>;
}

export function servicesOf(stack: TestStack): Services {
  const withQuery = (part: string, path: string, options: ConvertOptions) => {
    const url = new URL(stack.url(part, path));
    for (const [option, value] of Object.entries(options)) url.searchParams.set(option, String(value));
    return url.href;
  };
  return {
    api: userSvc(stack.url('user_svc')),
    uploadUrl: (options) => withQuery('user_svc', '/v1/conversions', options),
    convertUrl: (options) => withQuery('image_svc', '/image_svc/ConvertImage', options),
    async succeeded() {
      const samples = await readMetric(stack.url('job_svc'), METRICS.jobAttempts.name);
      return samples.find(({ labels }) => labels.outcome === 'succeeded')?.value ?? 0;
    },
  };
}
