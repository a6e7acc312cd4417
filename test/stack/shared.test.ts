import { after, before, describe } from 'node:test';
import { afterFaults } from './shared/after-faults.ts';
import { requestIds } from './shared/request-id.ts';
import { schedule } from './shared/schedule.ts';
import { loadAndTrace } from './shared/trace.ts';
import { links } from './shared/verify.ts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { IMPATIENT } from './support/night.ts';

// A stack takes 10 s to start and to stop. Suites that only look at one share it, in this order.
describe('a stack', () => {
  let stack: TestStack;
  const running = () => stack;
  before(async () => {
    stack = await bringUp({ env: IMPATIENT });
  });
  after(() => stack?.down());

  requestIds(running);
  links(running);
  schedule(running);
  loadAndTrace(running);

  afterFaults(running);
});
