import { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { accessibility } from './console/accessibility.ts';
import { convert } from './console/convert.ts';
import { hostileNames } from './console/hostile.ts';
import { largeRequest } from './console/large.ts';
import { now } from './console/now.ts';
import { outages } from './console/outages.ts';
import { savedPage } from './console/saved.ts';
import { token } from './console/token.ts';
import { startBrowser, withoutBrowser } from './support/browser.ts';
import { bringUp, type TestStack } from './support/conversions.ts';

/** What the tests of the console share. */
export interface Console {
  readonly stack: TestStack;
  readonly browser: Browser;
  /** The address of the console. */
  readonly url: string;
}

describe('the console in a browser', { skip: withoutBrowser() }, () => {
  let shared: Console;
  const running = () => shared;
  before(async () => {
    const stack = await bringUp({ env: { FAULT_INJECTION: 'true' } });
    shared = { stack, url: stack.url('console'), browser: await startBrowser() };
  });
  after(async () => {
    await shared?.browser.close();
    await shared?.stack.down();
  });

  convert(running);
  savedPage(running);
  hostileNames(running);
  largeRequest(running);
  accessibility(running);
  token(running);
  now(running);
  outages(running);
});
