import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Console } from '../console.test.ts';
import { visit } from '../support/browser.ts';
import { panel } from '../support/console-page.ts';
import {
  ARRIVAL_MS,
  LARGE,
  openRequest,
  rendererSeconds,
  settled,
  stepsOn,
  storeLargeRequest,
  workOf,
} from '../support/large-request.ts';

/**
 * The objectives of the page on a machine that does nothing else. CPU time is measured: on a busy machine a page waits for
 * others, which says nothing about the page.
 */
const FIRST_PAINT_SECONDS = 2;
const STEP_MS = 50;
/** On a busy machine the same work takes more CPU time. */
const PATIENCE = 2;

export function largeRequest(running: () => Console): void {
  describe(`a request of ${LARGE.spans} spans and ${LARGE.lines} lines`, () => {
    let setup: Console;
    let url: string;
    before(async () => {
      setup = running();
      url = `${setup.url}/request/${await storeLargeRequest(setup.stack)}`;
    });

    it('is drawn with little work of the browser', async () => {
      await using visited = await visit(setup.browser, `${setup.url}/`);
      const { page } = visited;
      const before = await rendererSeconds(setup.browser);
      await openRequest(page, url);
      const took = (await rendererSeconds(setup.browser)) - before;
      assert.ok(took < FIRST_PAINT_SECONDS * PATIENCE, `first paint: ${took.toFixed(1)} s of CPU time`);
      assert.deepEqual(visited.complaints, []);
    });

    it('follows the mouse, and scrolls, with little work for each step', async () => {
      await using visited = await visit(setup.browser, `${setup.url}/`);
      const { page } = visited;
      const rows = await openRequest(page, url);
      // What arrives later is laid out and drawn, too: that is not what is measured here.
      await settled(page);
      const steps = await stepsOn(page, rows);
      const hover = await workOf(page, 15, steps.hover);
      assert.ok(hover < STEP_MS, `hover: ${hover.toFixed(1)} ms of CPU time a step`);
      const before = await rows.evaluate((element) => element.scrollTop);
      const scroll = await workOf(page, 15, steps.scroll);
      assert.ok((await rows.evaluate((element) => element.scrollTop)) > before, 'the rows scroll');
      assert.ok(scroll < STEP_MS, `scroll: ${scroll.toFixed(1)} ms of CPU time a step`);
    });

    it('has few elements, however many spans there are', async () => {
      await using visited = await visit(setup.browser, `${setup.url}/`);
      const { page } = visited;
      await openRequest(page, url);
      await panel(page, 'Logs').getByText('line of a large request').first().waitFor({ timeout: ARRIVAL_MS });
      assert.ok((await page.locator('*').count()) < 3000);
    });
  });
}
