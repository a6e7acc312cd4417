import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { startBrowser, visit } from '../test/stack/support/browser.ts';
import { dropPicture, panel, shownRequest } from '../test/stack/support/console-page.ts';

// Takes the pictures of the README from a stack that runs: npm run screenshots -- --url http://localhost:8080

const folder = resolve(import.meta.dirname, '../docs/pictures');
const MOST_BYTES = 100_000;
const { values } = parseArgs({ options: { url: { type: 'string', default: 'http://localhost:8080' } } });

await mkdir(folder, { recursive: true });
const browser = await startBrowser();
try {
  const requestId = await convert(values.url);
  for (const colorScheme of ['light', 'dark'] as const) {
    const viewport = { width: 1280, height: 860 };
    await using visited = await visit(browser, `${values.url}/request/${requestId}`, { colorScheme, viewport });
    await panel(visited.page, 'Trace').getByText('convert picture').first().waitFor();
    await panel(visited.page, 'Metrics').getByText('conversions to').first().waitFor();
    await visited.page.waitForLoadState('networkidle');
    await save(visited.page, `request-${colorScheme}`);
  }
} finally {
  await browser.close();
}

/** Converts a picture as a person does, and returns the id of its request once all of it has arrived. */
async function convert(url: string): Promise<string> {
  await using visited = await visit(browser, `${url}/convert?format=webp&width=400`);
  await dropPicture(visited.page);
  await visited.page.getByRole('link', { name: 'Download' }).waitFor();
  await panel(visited.page, 'Metrics').getByText('conversions to').first().waitFor();
  // The charts around the request have points a few seconds after it.
  await visited.page.waitForTimeout(15_000);
  return await shownRequest(visited.page);
}

/** Saves what a page shows as WebP, which is a third of PNG's size here. */
async function save(page: Page, name: string): Promise<void> {
  const picture = await sharp(await page.screenshot({ animations: 'disabled', fullPage: true }))
    .webp({ nearLossless: true, quality: 60, effort: 6 })
    .toBuffer();
  if (picture.length > MOST_BYTES) throw new Error(`${name} has ${picture.length} bytes, more than ${MOST_BYTES}`);
  const file = join(folder, `${name}.webp`);
  await writeFile(file, picture);
  process.stdout.write(`${file}: ${Math.round(picture.length / 1000)} kB\n`);
}
