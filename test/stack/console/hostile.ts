import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import type { Console } from '../console.test.ts';
import { visit } from '../support/browser.ts';
import { panel } from '../support/console-page.ts';
import { sendOtlp } from '../support/sent-requests.ts';
import { until } from '../support/until.ts';

const SCRIPT = '"><img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';

export function hostileNames(running: () => Console): void {
  describe('hostile names', () => {
    const traceId = randomBytes(16).toString('hex');
    const spanId = randomBytes(8).toString('hex');
    let setup: Console;
    before(async () => {
      setup = running();
      const port = setup.stack.port('otelcol', 'otlp-http');
      const resource = { attributes: [{ key: 'service.name', value: { stringValue: `svc ${SCRIPT}` } }] };
      const attributes = [{ key: `key ${SCRIPT}`, value: { stringValue: `value ${SCRIPT}` } }];
      const start = BigInt(Date.now() - 1000) * 1_000_000n;
      const times = { startTimeUnixNano: `${start}`, endTimeUnixNano: `${start + 500_000_000n}` };
      const span = { traceId, spanId, name: `span ${SCRIPT}`, kind: 2, attributes, ...times };
      await sendOtlp(port, 'traces', { resource, scopeSpans: [{ spans: [span] }] });
      const message = JSON.stringify({ severity: 'error', message: `line ${SCRIPT}`, metadata: { [SCRIPT]: SCRIPT } });
      const record = { timeUnixNano: `${start}`, traceId, spanId, body: { stringValue: message } };
      await sendOtlp(port, 'logs', { resource, scopeLogs: [{ logRecords: [record] }] });
      await until(
        'the span and the line',
        async () => (await fetch(`${setup.url}/api/requests/${traceId}`)).text(),
        (text) => text.includes('span \\"') && text.includes('line \\"'),
      );
    });

    it('stay text: of spans, services, attributes and lines', async () => {
      await using visited = await visit(setup.browser, `${setup.url}/request/${traceId}?span=${spanId}`);
      const { page } = visited;
      await panel(page, 'Trace').getByText(`span ${SCRIPT}`).first().waitFor();
      await panel(page, 'Logs').getByText(`line ${SCRIPT}`).first().waitFor();
      await panel(page, 'Trace').getByText(`svc ${SCRIPT}`).first().waitFor();
      assert.notEqual(await page.title(), 'owned');
      assert.equal(await page.locator('img[src=x], main script').count(), 0);
      assert.deepEqual(visited.complaints, []);
    });

    it('stay text on a saved page', async () => {
      const reply = await fetch(`${setup.url}/api/requests/${traceId}/page`);
      assert.ok(reply.ok);
      const html = await reply.text();
      assert.ok(!html.includes('<img src=x'), 'a name is markup');
      assert.equal(html.split('<script>document.title').length, 1, 'a name is a script');
    });
  });
}
