import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { PostedAlert } from '@triptych/client/alertmanager';
import { Alertmanager } from './support/alertmanager.ts';
import { bringUp, ownMetric } from './support/conversions.ts';
import { Receivers, ROUTING_KEY, SECRET } from './support/receivers.ts';
import { until } from './support/until.ts';

const DASHBOARD = 'http://grafana.example.com/d/triptych-pictures?from=now-1h&to=now';
const LOGS = 'http://grafana.example.com/explore?panes=%7B%22a%22%3A%7B%22datasource%22%3A%22loki%22%7D%7D';
const RUNBOOK = 'https://example.com/docs/runbooks/ConversionsFailing.md';

/** A page on conversions to a format. */
const failing = (format: string, percent: number): PostedAlert => ({
  labels: { alertname: 'ConversionsFailing', severity: 'page', service: 'image_svc', format_out: format },
  annotations: {
    summary: `${percent}% of conversions to ${format} fail`,
    description: `Their jobs are tried again, for <60 s & then given up.`,
    runbook_url: RUNBOOK,
    dashboard_url: DASHBOARD,
    query_url: LOGS,
  },
});

const ticket: PostedAlert = {
  labels: { alertname: 'HighMemoryUsage', severity: 'ticket', service: 'user_svc' },
  annotations: {
    summary: 'user_svc uses 1.2GB of memory',
    description: 'It idles below 120 MB.',
    runbook_url: 'docs/runbooks/HighMemoryUsage.md',
    query_url: LOGS.replace('loki', 'jaeger'),
  },
};

const ended = (alert: PostedAlert): PostedAlert => ({
  ...alert,
  startsAt: new Date(Date.now() - 754_000).toISOString(),
  endsAt: new Date(Date.now() - 4000).toISOString(),
});

describe('a notification', () => {
  let receivers: Receivers;
  let alertmanager: Alertmanager;
  before(async () => {
    receivers = await Receivers.open();
    alertmanager = await Alertmanager.start(receivers);
  });
  after(async () => {
    await alertmanager?.[Symbol.asyncDispose]();
    await receivers?.[Symbol.asyncDispose]();
  });

  it('of a page is one for all formats, and goes to PagerDuty, Slack and the webhook', async () => {
    await alertmanager.post(failing('avif', 40), failing('webp', 12));
    const { attachments } = await receivers.slack.next();
    assert.deepEqual(
      attachments.map(({ title, color, title_link }) => ({ title, color, title_link })),
      [{ title: '[PAGE] ConversionsFailing · image_svc (2)', color: 'danger', title_link: DASHBOARD }],
    );
    const { payload } = await receivers.pagerduty.next();
    assert.equal(payload.summary, 'ConversionsFailing · image_svc (2): 40% of conversions to avif fail');
    const { groupLabels, alerts } = await receivers.webhook.next();
    assert.deepEqual(groupLabels, { alertname: 'ConversionsFailing', service: 'image_svc' });
    assert.deepEqual(
      alerts.map(({ labels }) => labels.format_out),
      ['avif', 'webp'],
    );
  });

  it('in Slack states for each alert what happened, what it means and where to look', () => {
    const escaped = (url: string) => url.replaceAll('&', '&amp;');
    const links = `<${RUNBOOK}|Runbook> · <${escaped(DASHBOARD)}|Dashboard> · <${LOGS}|Logs>`;
    const meaning = 'Their jobs are tried again, for &lt;60 s &amp; then given up.';
    assert.equal(
      receivers.slack.messages[0]?.attachments[0]?.text,
      [
        `*40% of conversions to avif fail*\n${meaning}\n${links}`,
        `*12% of conversions to webp fail*\n${meaning}\n${links}`,
      ].join('\n\n'),
    );
  });

  it('in PagerDuty is critical, with links and every alert in its details', () => {
    const [event] = receivers.pagerduty.messages;
    assert.equal(event?.event_action, 'trigger');
    assert.equal(event.routing_key, ROUTING_KEY);
    assert.equal(event.client_url, DASHBOARD);
    const { severity, source, component, class: alertname, custom_details: details } = event.payload;
    assert.deepEqual(
      [severity, source, component, alertname],
      ['critical', 'image_svc', 'image_svc', 'ConversionsFailing'],
    );
    assert.deepEqual(event.links, [
      { href: RUNBOOK, text: 'Runbook' },
      { href: DASHBOARD, text: 'Dashboard' },
      { href: LOGS, text: 'Logs' },
    ]);
    assert.match(
      String(details.firing).trimStart(),
      /^40% of conversions to avif fail\nTheir jobs .*\n\n12% of conversions/s,
    );
    assert.equal(details.num_firing, 2);
  });

  it('states when the alert is resolved and how long it fired, and ends the incident that it began', async () => {
    await alertmanager.post(ended(failing('avif', 40)), ended(failing('webp', 12)));
    const { attachments } = await receivers.slack.next();
    assert.equal(attachments[0]?.title, '[RESOLVED] ConversionsFailing · image_svc (2)');
    assert.equal(attachments[0].color, 'good');
    assert.equal(
      attachments[0].text,
      'Resolved after 12m 30s: 40% of conversions to avif fail\nResolved after 12m 30s: 12% of conversions to webp fail',
    );
    const event = await receivers.pagerduty.next();
    assert.equal(event.event_action, 'resolve');
    assert.equal(event.dedup_key, receivers.pagerduty.messages[0]?.dedup_key);
    assert.equal((await receivers.webhook.next()).status, 'resolved');
  });

  it('of a ticket goes to Slack, e-mail and the webhook, and wakes nobody', async () => {
    await alertmanager.post(ticket);
    const { attachments } = await receivers.slack.next();
    assert.equal(attachments[0]?.title, '[TICKET] HighMemoryUsage · user_svc');
    assert.equal(attachments[0].color, 'warning');
    assert.equal((await receivers.webhook.next()).groupLabels.alertname, 'HighMemoryUsage');
    const { subject, to, from } = await receivers.email.next();
    assert.equal(subject, '[TICKET] HighMemoryUsage · user_svc: user_svc uses 1.2GB of memory');
    assert.deepEqual([to?.[0]?.address, from?.address], ['tickets@example.com', 'triptych@example.com']);
    assert.equal(receivers.email.messages.length, 1);
    assert.equal(receivers.pagerduty.messages.length, 2);
  });

  it('links only to what exists, and shows the path of a runbook without an address as text', () => {
    const traces = ticket.annotations?.query_url;
    const slack = receivers.slack.messages.at(-1)?.attachments[0]?.text ?? '';
    assert.equal(slack.split('\n').at(-1), `Runbook: \`docs/runbooks/HighMemoryUsage.md\` · <${traces}|Traces>`);
    const { text = '', html = '' } = receivers.email.messages[0] ?? {};
    assert.equal(
      text.trim(),
      [
        '[TICKET] HighMemoryUsage · user_svc',
        '',
        'user_svc uses 1.2GB of memory',
        'It idles below 120 MB.',
        'Runbook: docs/runbooks/HighMemoryUsage.md',
        `Traces: ${traces}`,
      ].join('\n'),
    );
    assert.ok(html.includes('Runbook: <code>docs/runbooks/HighMemoryUsage.md</code>'), html);
    assert.ok(html.includes(`<a href="${traces}">Traces</a>`), html);
    assert.doesNotMatch(html, /Dashboard/);
  });

  it('of an alert that has neither a severity nor texts is a ticket with its name', async () => {
    await alertmanager.post({ labels: { alertname: 'Elsewhere' } });
    const { attachments } = await receivers.slack.next();
    assert.equal(attachments[0]?.title, '[TICKET] Elsewhere');
    assert.equal(attachments[0].text, '*Elsewhere*');
    assert.equal((await receivers.email.next()).subject, '[TICKET] Elsewhere: Elsewhere');
    assert.equal((await receivers.webhook.next()).groupLabels.alertname, 'Elsewhere');
  });

  it('of fifty alerts shows five, and how many more there are', async () => {
    const many = Array.from({ length: 50 }, (_, i) => ({
      labels: { alertname: 'Many', severity: 'ticket', instance: String(i) },
      annotations: { summary: `number ${i}` },
    }));
    await alertmanager.post(...many);
    const { attachments } = await receivers.slack.next();
    assert.equal(attachments[0]?.title, '[TICKET] Many (50)');
    assert.equal(attachments[0].text.match(/\*number/g)?.length, 5);
    assert.match(attachments[0].text, /… and 45 more$/);
    assert.equal((await receivers.webhook.next()).alerts.length, 50);
  });

  it("of the Watchdog goes to the dead man's switch again and again, and nowhere else", async () => {
    const watchdog = { labels: { alertname: 'Watchdog', severity: 'none', service: 'prometheus' } };
    await alertmanager.post(watchdog);
    for (let beat = 0; beat < 3; beat++) assert.equal((await receivers.watchdog.next()).status, 'firing');
    // That it ends is for the switch to notice.
    await alertmanager.post(ended(watchdog));
    await alertmanager.post({ labels: { alertname: 'Later', severity: 'page' } });
    assert.equal((await receivers.webhook.next()).groupLabels.alertname, 'Later');
    assert.ok(receivers.watchdog.messages.every(({ status }) => status === 'firing'));
    const elsewhere = [...receivers.webhook.messages, ...receivers.slack.messages, ...receivers.pagerduty.messages];
    assert.doesNotMatch(JSON.stringify(elsewhere), /Watchdog/);
  });

  it('contains no secret, and neither does the configuration that every user can read', async () => {
    const { slack, webhook, watchdog, email, pagerduty } = receivers;
    const sent = [slack, webhook, watchdog, email].flatMap(({ messages }) => messages as readonly unknown[]);
    const events = pagerduty.messages.map(({ routing_key: _, ...event }) => event);
    assert.ok(!JSON.stringify([...sent, ...events]).includes(SECRET));
    assert.ok(!(await alertmanager.config()).includes(SECRET));
  });

  it('goes to a new address as soon as the file has it', async () => {
    await using other = await Receivers.open();
    await writeFile(join(alertmanager.folder, 'webhook_url'), other.url('webhook'));
    await alertmanager.post({ labels: { alertname: 'Drill', severity: 'page' } });
    assert.equal((await other.webhook.next()).groupLabels.alertname, 'Drill');
  });
});

describe('the local stack', () => {
  it('delivers the Watchdog without a failure while the environment names no receiver', async () => {
    const withoutReceivers = Object.fromEntries(
      Object.keys(process.env).flatMap((key) => (/^ALERT_/.test(key) ? [[key, '']] : [])),
    );
    await using stack = await bringUp({ only: ['prometheus', 'alertmanager'], env: withoutReceivers });
    const count = (name: string) => ownMetric(stack, 'alertmanager', name, 'integration="webhook"');
    await until(
      'a notification',
      () => count('alertmanager_notification_latency_seconds_count'),
      (sent) => sent > 0,
    );
    assert.equal(await count('alertmanager_notification_requests_failed_total'), 0);
  });
});

describe('details in PagerDuty', () => {
  it('stay text, even where it is YAML', async () => {
    await using receivers = await Receivers.open();
    await using alertmanager = await Alertmanager.start(receivers);
    const budget: PostedAlert = {
      labels: { alertname: 'Budget', severity: 'page', service: 'user_svc' },
      annotations: { summary: 'user_svc: 5% of requests fail', description: 'objective: 0.1 %' },
    };
    await alertmanager.post(budget);
    const fired = (await receivers.pagerduty.next()).payload.custom_details;
    assert.deepEqual([fired.firing, fired.resolved], ['\tuser_svc: 5% of requests fail\nobjective: 0.1 %', 'none']);
    await alertmanager.post(ended(budget));
    const { resolved } = (await receivers.pagerduty.next()).payload.custom_details;
    assert.equal(resolved, '\tResolved after 12m 30s: user_svc: 5% of requests fail');
  });
});
