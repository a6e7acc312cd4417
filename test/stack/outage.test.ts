import { after, before, describe } from 'node:test';
import { outages } from './shared/outages.ts';
import { bringUp, type TestStack } from './support/conversions.ts';

describe('a stack whose parts are stopped and killed', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp();
  });
  after(() => stack?.down());

  outages(() => stack);
});
