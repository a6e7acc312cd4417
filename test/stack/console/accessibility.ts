import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Console } from '../console.test.ts';
import { visit } from '../support/browser.ts';
import { dropPicture, panel, shownRequest } from '../support/console-page.ts';
import { photo } from '../support/pictures.ts';

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

export function accessibility(running: () => Console): void {
  describe('for everybody', () => {
    let setup: Console;
    let requestId: string;
    before(async () => {
      setup = running();
      await using visited = await visit(setup.browser, `${setup.url}/convert`);
      await dropPicture(visited.page);
      await visited.page.getByRole('link', { name: 'Download' }).waitFor();
      requestId = await shownRequest(visited.page);
    });

    for (const colorScheme of ['light', 'dark'] as const) {
      for (const name of ['Now', 'Convert', 'Explore', 'Request', 'Login']) {
        it(`${name} has no serious finding of axe, ${colorScheme}`, async () => {
          const path = { Now: '/', Request: `/request/${requestId}` }[name] ?? `/${name.toLowerCase()}`;
          await using visited = await visit(setup.browser, `${setup.url}${path}`, { colorScheme });
          const { page } = visited;
          await page.locator('main h1').first().waitFor();
          if (name === 'Request') await panel(page, 'Trace').getByText('convert picture').first().waitFor();
          if (name === 'Convert') {
            await dropPicture(page);
            await page.getByRole('link', { name: 'Download' }).waitFor();
          }
          const findings = await check(page);
          const serious = findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          assert.deepEqual(
            serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
            [],
          );
          assert.deepEqual(visited.complaints, []);
        });
      }
    }

    for (const width of [360, 3840]) {
      it(`no page is wider than a screen of ${width} pixels`, async () => {
        for (const path of ['/', '/convert', '/explore', `/request/${requestId}`]) {
          const viewport = { width, height: 900 };
          await using visited = await visit(setup.browser, `${setup.url}${path}`, { viewport });
          await visited.page.locator('main h1').first().waitFor();
          if (path.includes('request')) await panel(visited.page, 'Metrics').waitFor();
          const needed = await visited.page.locator('html').evaluate((html) => html.scrollWidth);
          assert.ok(needed <= width, `${path} needs ${needed} pixels`);
        }
      });
    }

    it('the keyboard alone converts a picture, and walks from Now into the spans of a request', async () => {
      await using visited = await visit(setup.browser, `${setup.url}/`);
      const { page } = visited;
      await page.locator('main h1').first().waitFor();
      await tabTo(page, 'Convert');
      await page.keyboard.press('Enter');
      await page.getByText('Drop pictures here').waitFor();
      await tabTo(page, 'Drop pictures here');
      const chooser = page.waitForEvent('filechooser');
      await page.keyboard.press('Space');
      const picture = { name: 'keys.jpg', mimeType: 'image/jpeg', buffer: await photo() };
      await (await chooser).setFiles(picture);
      await page.getByRole('link', { name: 'Download' }).waitFor();
      await tabTo(page, 'Share of the original');
      await page.keyboard.press('ArrowRight');
      await page.goto(`${setup.url}/request/${requestId}`);
      await panel(page, 'Trace').getByText('convert picture').first().waitFor();
      await tabTo(page, 'Spans of the request');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.getByRole('complementary', { name: 'The selected span' }).waitFor();
      assert.match(page.url(), /[?&]span=/);
    });
  });
}

async function check(page: Page): Promise<readonly Finding[]> {
  // As an evaluated text, which the Content-Security-Policy does not stop.
  await page.evaluate(await axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
}

/** Presses Tab until an element with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 120) {
    await page.keyboard.press('Tab');
    // Nothing has the focus after the last element of a page, or when the element that had it is replaced.
    const focused = await page.locator('body').evaluate((body) => {
      const { activeElement: element } = body.ownerDocument;
      return element.getAttribute('aria-label') ?? (element.closest('label') ?? element).textContent;
    });
    if (focused.trim().startsWith(name)) return;
    passed.push(focused.trim().slice(0, 40));
  }
  throw new Error(`Tab does not reach "${name}", but ${passed.join(', ')}`);
}
