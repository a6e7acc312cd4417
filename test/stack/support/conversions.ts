import { type UserSvc, userSvc } from '@triptych/client/user-svc';
import type { TestStack } from '../../../cli/test/support/stack.ts';

export { bringUp, type TestStack } from '../../../cli/test/support/stack.ts';

/** The public API of a stack. */
export function api(stack: TestStack): UserSvc {
  return userSvc(stack.url('user_svc'));
}

/** The sum of a service's own samples of a metric, as /metrics shows them now. */
export async function ownMetric(stack: TestStack, part: string, name: string, label = ''): Promise<number> {
  const text = await (await fetch(stack.url(part, '/metrics'))).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(label))
    .reduce((sum, line) => sum + Number(line.replace(/ # .*/, '').split(' ').at(-1)), 0);
}
