import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Console } from '../console.test.ts';
import { visit } from '../support/browser.ts';
import { panel } from '../support/console-page.ts';
import { api } from '../support/conversions.ts';
import { photo } from '../support/pictures.ts';
import { until } from '../support/until.ts';

export function savedPage(running: () => Console): void {
  describe('a saved request', () => {
    it('opens from the disk, without a network, with all three panels', async () => {
      const { stack, browser, url } = running();
      const requestId = 'saved-for-a-ticket';
      const client = api(stack);
      await client.follow(await client.start(await photo(), { format: 'webp', width: 64 }, requestId));
      const saved = await until(
        'the whole request',
        async () => (await fetch(`${url}/api/requests/${requestId}/page`)).text(),
        (html) =>
          ['conversion completed', 'convert picture', 'conversions to webp'].every((text) => html.includes(text)),
      );
      const folder = await mkdtemp(join(tmpdir(), 'triptych-saved-'));
      try {
        const file = join(folder, 'request.html');
        await writeFile(file, saved);
        await using visited = await visit(browser, pathToFileURL(file).href, { offline: true });
        const { page } = visited;
        await panel(page, 'Trace').getByText('convert picture').first().waitFor();
        await panel(page, 'Logs').getByText('conversion completed').first().waitFor();
        await panel(page, 'Metrics').getByText('conversions to webp').first().waitFor();
        assert.deepEqual(visited.complaints, []);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
}
