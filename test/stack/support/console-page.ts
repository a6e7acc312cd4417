import type { Locator, Page } from 'playwright-core';
import { dropFiles, pasteFiles } from './browser.ts';
import { photo } from './pictures.ts';

/** A panel of the request that a page shows. */
export function panel(page: Page, name: 'Trace' | 'Logs' | 'Metrics'): Locator {
  return page.getByRole('region', { name, exact: true });
}

/** Drops a picture on the page Convert. */
export async function dropPicture(page: Page, name = 'holiday.jpg'): Promise<void> {
  await dropFiles(page, '.drop-zone', [{ name, type: 'image/jpeg', bytes: await photo(640, 480) }]);
}

/** Pastes a picture into the page Convert. */
export async function pastePicture(page: Page, name: string): Promise<void> {
  await pasteFiles(page, [{ name, type: 'image/jpeg', bytes: await photo(640, 480) }]);
}

/** The id of the request that the page Convert shows, from the link to it. */
export async function shownRequest(page: Page): Promise<string> {
  const address = await page.locator('main a[href^="/request/"]').first().getAttribute('href');
  return decodeURIComponent(address?.split('/').at(-1) ?? '');
}
