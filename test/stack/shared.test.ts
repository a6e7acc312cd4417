import { after, before, describe } from 'node:test';
import { grafana } from './shared/grafana.ts';
import { questionsOfTheReadme } from './shared/readme.ts';
import { requestIds } from './shared/request-id.ts';
import { runbooks } from './shared/runbooks.ts';
import { loadAndTrace } from './shared/trace.ts';
import { links } from './shared/verify.ts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { hurryRules } from './support/grafana.ts';
import { badNight, IMPATIENT } from './support/night.ts';

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
  loadAndTrace(running);

  describe('after each of its parts has failed once', () => {
    before(async () => {
      await hurryRules(stack);
      await badNight(stack);
    });

    runbooks(running);
    questionsOfTheReadme(running);
    grafana(running);
  });
});
