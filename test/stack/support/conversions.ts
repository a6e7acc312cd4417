import { readMetric } from '@triptych/client/metrics';
import { type UserSvc, userSvc } from '@triptych/client/user-svc';
import type { TestStack } from '../../../cli/test/support/stack.ts';

export { bringUp, type TestStack } from '../../../cli/test/support/stack.ts';

/** The public API of a stack. */
export function api(stack: TestStack): UserSvc {
  return userSvc(stack.url('user_svc'));
}

/** The sum of the samples of a metric on /metrics of a part now, of those whose labels contain a text. */
export async function ownMetric(stack: TestStack, part: string, name: string, label = ''): Promise<number> {
  const samples = await readMetric(stack.url(part), name);
  return samples
    .filter(({ labels }) => `${Object.entries(labels).map(([key, value]) => `${key}="${value}"`)}`.includes(label))
    .reduce((sum, { value }) => sum + value, 0);
}
