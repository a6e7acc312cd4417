import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Console } from '../console.test.ts';
import { visit } from '../support/browser.ts';
import { panel } from '../support/console-page.ts';
import { api } from '../support/conversions.ts';
import { photo } from '../support/pictures.ts';
import { until } from '../support/until.ts';

/** Each backend, its panel, and something that this panel shows while the backend answers. */
const BACKENDS = [
  ['jaeger', 'Trace', 'convert picture'],
  ['loki', 'Logs', 'conversion completed'],
  ['prometheus', 'Metrics', 'conversions to webp'],
] as const;

export function outages(running: () => Console): void {
  describe('a request while a backend is away', () => {
    const requestId = 'seen-without-a-backend';
    let setup: Console;
    before(async () => {
      setup = running();
      const client = api(setup.stack);
      await client.follow(await client.start(await photo(), { format: 'webp', width: 64 }, requestId));
      await until(
        'the request in the console',
        async () => (await fetch(`${setup.url}/api/requests/${requestId}`)).text(),
        (text) => text.includes('conversion completed') && text.includes('convert picture'),
      );
    });

    for (const [backend, its] of BACKENDS) {
      it(`is shown without ${backend}: its panel says so, and the others are whole`, async () => {
        await setup.stack.stop(backend);
        try {
          await using visited = await visit(setup.browser, `${setup.url}/request/${requestId}`);
          const { page } = visited;
          await panel(page, its).getByText('does not answer').first().waitFor();
          for (const [, name, text] of BACKENDS) {
            if (name !== its) await panel(page, name).getByText(text).first().waitFor();
          }
          assert.deepEqual(visited.complaints, []);
        } finally {
          await setup.stack.start(backend);
        }
      });
    }
  });
}
