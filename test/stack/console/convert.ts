import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { SPANS } from '@triptych/catalogue';
import { endFault, startFault } from '@triptych/client/faults';
import { findTrace } from '@triptych/client/jaeger';
import type { Console } from '../console.test.ts';
import { visit } from '../support/browser.ts';
import { dropPicture, panel, pastePicture, shownRequest } from '../support/console-page.ts';
import { until } from '../support/until.ts';

/** Spans are sent every half second, and metrics every five. */
const ARRIVAL_MS = 60_000;

export function convert(running: () => Console): void {
  describe('Convert', () => {
    let url: string;
    let setup: Console;
    before(() => {
      setup = running();
      url = `${setup.url}/convert?format=webp&width=200`;
    });

    it('shows spans of all services, lines and the place among others, without a reload', async () => {
      await using visited = await visit(setup.browser, url);
      const { page } = visited;
      let loads = 0;
      page.on('load', () => {
        loads += 1;
      });
      await dropPicture(page);
      await page.getByRole('link', { name: 'Download' }).waitFor();
      const trace = panel(page, 'Trace');
      for (const service of ['console_web', 'console', 'user_svc', 'job_svc', 'image_svc']) {
        await trace.getByText(service, { exact: true }).first().waitFor({ timeout: ARRIVAL_MS });
      }
      await trace.getByText(SPANS.convert).first().waitFor({ timeout: ARRIVAL_MS });
      await panel(page, 'Logs').getByText('conversion completed').first().waitFor({ timeout: ARRIVAL_MS });
      await panel(page, 'Metrics').getByText('conversions to webp').first().waitFor({ timeout: ARRIVAL_MS });
      assert.equal(loads, 0);
      assert.deepEqual(visited.complaints, []);
    });

    it('makes the upload in the browser the root of the trace', async () => {
      await using visited = await visit(setup.browser, url);
      await dropPicture(visited.page);
      await visited.page.getByRole('link', { name: 'Download' }).waitFor();
      const requestId = await shownRequest(visited.page);
      const report = await until(
        'the whole trace',
        async () => {
          const reply = await fetch(`${setup.url}/api/requests/${requestId}`);
          const { trace_id: traceId } = (await reply.json()) as { trace_id?: string };
          return traceId ? findTrace(setup.stack.url('jaeger'), traceId) : [];
        },
        (spans) => ['console_web', 'image_svc'].every((service) => spans.some((span) => span.service === service)),
      );
      const roots = report.filter(({ parentId }) => !report.some(({ id }) => id === parentId));
      assert.deepEqual(
        roots.map(({ service, name }) => [service, name]),
        [['console_web', 'upload picture']],
      );
    });

    it('converts several pictures, and says of each what became of it', async () => {
      await using visited = await visit(setup.browser, url);
      const { page } = visited;
      await dropPicture(page, 'first.jpg');
      await dropPicture(page, 'second.jpg');
      await page.locator('input[type=file]').setInputFiles({
        name: 'letter.png',
        mimeType: 'image/png',
        buffer: Buffer.from('This is not a picture.'),
      });
      await page.locator('.picture-stage-done').nth(1).waitFor();
      const refusal = page.getByRole('alert');
      await refusal.getByText('unsupported_format').waitFor();
      assert.match((await refusal.textContent()) ?? '', /Cannot read text; send JPEG, PNG.* Request [0-9a-f-]{36}/s);
      await page.getByRole('button', { name: 'first.jpg', exact: true }).click();
      const saved = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download' }).click();
      assert.equal((await saved).suggestedFilename(), 'first.webp');
      await page.getByRole('button', { name: 'Remove first.jpg' }).click();
      assert.equal(await page.locator('.picture-row').count(), 2);
    });

    it('converts a picture that is pasted', async () => {
      await using visited = await visit(setup.browser, url);
      const { page } = visited;
      await pastePicture(page, 'pasted.jpg');
      await page.locator('.picture-stage-done').waitFor();
      const saved = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download' }).click();
      assert.equal((await saved).suggestedFilename(), 'pasted.webp');
      assert.deepEqual(visited.complaints, []);
    });

    it('says what the API says of options that it refuses', async () => {
      await using visited = await visit(setup.browser, `${setup.url}/convert?format=webp&width=99999`);
      await dropPicture(visited.page);
      const refusal = visited.page.getByRole('alert');
      await refusal.getByText('invalid_request').waitFor();
      assert.match((await refusal.textContent()) ?? '', /width must be a whole number from 1 to 16383/);
    });

    it('shows a fault of image_svc in all three panels', async () => {
      const imageSvc = setup.stack.url('image_svc');
      await startFault(imageSvc, { name: 'errors', ratio: 1 }, 60);
      await using visited = await visit(setup.browser, url);
      const { page } = visited;
      try {
        await dropPicture(page);
        await panel(page, 'Logs').getByText('job retrying').first().waitFor({ timeout: ARRIVAL_MS });
        await panel(page, 'Trace').getByText('attempt 1').first().waitFor({ timeout: ARRIVAL_MS });
      } finally {
        await endFault(imageSvc, { name: 'errors' });
      }
      await page.getByRole('link', { name: 'Download' }).waitFor({ timeout: ARRIVAL_MS });
      await panel(page, 'Trace').getByText('attempt 2').first().waitFor({ timeout: ARRIVAL_MS });
      await panel(page, 'Metrics').getByText('conversions to webp').first().waitFor({ timeout: ARRIVAL_MS });
      assert.deepEqual(visited.complaints, []);
    });
  });
}
