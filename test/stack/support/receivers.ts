import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, json } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { Inbox } from './inbox.ts';

/** https://api.slack.com/messaging/webhooks */
export interface SlackMessage {
  readonly channel?: string;
  readonly attachments: readonly {
    title: string;
    title_link?: string;
    text: string;
    fallback: string;
    color: string;
  }[];
}

/** https://developer.pagerduty.com/docs/send-alert-event */
export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly dedup_key: string;
  readonly event_action: 'trigger' | 'resolve';
  readonly client_url: string;
  readonly payload: {
    readonly summary: string;
    readonly severity: string;
    readonly source: string;
    readonly component: string;
    readonly class: string;
    readonly custom_details: Readonly<Record<string, unknown>>;
  };
  readonly links?: readonly { href: string; text: string }[];
}

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export interface WebhookMessage {
  readonly status: 'firing' | 'resolved';
  readonly receiver: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { status: string; labels: Record<string, string>; annotations: Record<string, string> }[];
}

/** What only their owners know; it must be in no message. */
export const SECRET = 'hush-8c1f';
export const ROUTING_KEY = `${SECRET}-routing-key`;
export const MAIL_LOGIN = { username: 'triptych', password: `${SECRET}-password` };

/** Slack, PagerDuty, a mail server and two webhooks, on free ports of this machine. */
export class Receivers implements AsyncDisposable {
  readonly slack = new Inbox<SlackMessage>('message to Slack');
  readonly pagerduty = new Inbox<PagerDutyEvent>('event for PagerDuty');
  readonly webhook = new Inbox<WebhookMessage>('message to the webhook');
  readonly watchdog = new Inbox<WebhookMessage>('sign of life');
  readonly email = new Inbox<Email>('mail');
  readonly #http = createServer(async (request, response) => {
    const body = await json(request);
    const [, name = ''] = /^\/(\w+)/.exec(request.url ?? '') ?? [];
    const inbox = { slack: this.slack, pagerduty: this.pagerduty, webhook: this.webhook, watchdog: this.watchdog }[
      name
    ];
    inbox?.put(body as never);
    response.writeHead(inbox ? 200 : 404).end('ok');
  });
  readonly #smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      const known = username === MAIL_LOGIN.username && password === MAIL_LOGIN.password;
      callback(known ? null : new Error('wrong password'), { user: username });
    },
    onData: (stream, _session, callback) => {
      buffer(stream)
        .then((mail) => PostalMime.parse(mail))
        .then((mail) => this.email.put(mail))
        .then(() => callback(), callback);
    },
  });

  static async open(): Promise<Receivers> {
    const receivers = new Receivers();
    // An Alertmanager that ends while it sends a mail resets the connection. The test that waits for a mail notices a lost one.
    receivers.#smtp.on('error', () => {});
    receivers.#http.listen(0, '127.0.0.1');
    receivers.#smtp.listen(0, '127.0.0.1');
    await Promise.all([once(receivers.#http, 'listening'), once(receivers.#smtp.server, 'listening')]);
    return receivers;
  }

  /** `url('slack')`. */
  url(name: string): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/${name}`;
  }

  get smarthost(): string {
    return `127.0.0.1:${(this.#smtp.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await Promise.all([
      new Promise((resolve) => this.#http.close(resolve)),
      new Promise<void>((resolve) => this.#smtp.close(resolve)),
    ]);
  }
}
