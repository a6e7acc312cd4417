import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Now } from '../../../services/console/src/schemas/now.ts';
import type { Console } from '../console.test.ts';
import { visit } from '../support/browser.ts';
import { panel } from '../support/console-page.ts';
import { api } from '../support/conversions.ts';
import { photo } from '../support/pictures.ts';
import { until } from '../support/until.ts';

const CALLS = ['user_svc → job_svc', 'job_svc → image_svc'];

export function now(running: () => Console): void {
  describe('Now', () => {
    let setup: Console;
    const ask = async () => (await (await fetch(`${setup.url}/api/now`)).json()) as Now;
    before(async () => {
      setup = running();
      const client = api(setup.stack);
      await client.follow(await client.start(await photo(), { format: 'webp', width: 64 }));
    });

    it('has figures of each service, call and format, and the state of telemetry, soon after a conversion', async () => {
      const { services, telemetry } = await until('figures of everything', ask, ({ services, calls, conversions }) => {
        const measured =
          services.data?.filter(({ rate, p95_seconds: p95 }) => rate && p95).map(({ name }) => name) ?? [];
        const called = calls.data?.map(({ client, server }) => `${client} → ${server}`) ?? [];
        return (
          ['user_svc', 'job_svc', 'image_svc'].every((name) => measured.includes(name)) &&
          CALLS.every((call) => called.includes(call)) &&
          conversions.data?.some(({ format, count }) => format === 'webp' && count > 0) === true
        );
      });
      const objectives = services.data?.find(({ name }) => name === 'user_svc')?.objectives.map(({ name }) => name);
      assert.deepEqual(objectives?.sort(), ['availability', 'latency']);
      assert.deepEqual(telemetry.data?.queues.map(({ exporter }) => exporter).sort(), [
        'otlp_http/jaeger',
        'otlp_http/loki',
        'otlp_http/prometheus',
      ]);
      assert.equal(telemetry.data?.lost, 0);
    });

    it('leads from a request to its panels in one click', async () => {
      await using visited = await visit(setup.browser, setup.url);
      const { page } = visited;
      await page.getByRole('link', { name: 'POST /v1/conversions', exact: true }).first().click();
      await panel(page, 'Trace').getByText('convert picture').first().waitFor();
      assert.match(page.url(), /\/request\/[0-9a-f]{32}$/);
      assert.deepEqual(visited.complaints, []);
    });

    it('shows an alert with its runbook while it fires, without a reload', async () => {
      await using visited = await visit(setup.browser, setup.url);
      const { page } = visited;
      const summary = 'Conversions of the test hang';
      await sendAlert(setup, summary, 3_600_000);
      const shown = page.getByRole('listitem').filter({ hasText: summary });
      await shown.waitFor();
      const [runbook] = await Promise.all([
        page.waitForEvent('popup'),
        shown.getByRole('link', { name: 'Runbook' }).click(),
      ]);
      await runbook.getByText('# ConversionsFailing').waitFor();
      await sendAlert(setup, summary, 0);
      await shown.waitFor({ state: 'detached' });
      assert.deepEqual(visited.complaints, []);
    });

    it('says that alerts are unknown while Alertmanager is away, and shows the rest', async () => {
      await setup.stack.stop('alertmanager');
      try {
        const { services, alerts } = await until('the reason', ask, (reply) => reply.alerts.missing !== undefined);
        assert.match(alerts.missing ?? '', /does not answer/);
        assert.equal(services.missing, undefined);
      } finally {
        await setup.stack.start('alertmanager');
      }
    });
  });
}

/** Sends an alert to Alertmanager, as Prometheus does; it ends in `lastsMs`. */
async function sendAlert({ stack }: Console, summary: string, lastsMs: number): Promise<void> {
  const labels = { alertname: 'ConversionsFailing', severity: 'page', service: 'image_svc', test: 'console' };
  const annotations = { summary, runbook_url: 'docs/runbooks/ConversionsFailing.md' };
  const endsAt = new Date(Date.now() + lastsMs).toISOString();
  const reply = await fetch(stack.url('alertmanager', '/api/v2/alerts'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ labels, annotations, endsAt }]),
  });
  assert.equal(reply.status, 200, await reply.text());
}
