import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../command.ts';
import { backendsFolder } from '../environment.ts';
import type { Stack } from '../stack.ts';

type Environment = Stack['env'];

/** Where Alertmanager finds all that it reads. */
export const notificationsFolder = (stack: Stack): string => join(stack.run, 'alertmanager');

/** Writes its configuration, as far as the environment names receivers, and the secrets of these. */
export async function writeNotifications(stack: Stack, prometheusUrl: string, mode = 0o600): Promise<void> {
  const folder = notificationsFolder(stack);
  const source = backendsFolder(stack);
  const config = configure(await readFile(join(source, 'alertmanager.yaml'), 'utf8'), stack.env);
  // Of an earlier start, with secrets that are no longer wanted.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(source, 'notifications'), join(folder, 'notifications'), { recursive: true });
  await writeFile(join(folder, 'alertmanager.yaml'), config);
  for (const [name, secret] of Object.entries(secretsOf(stack.env, prometheusUrl))) {
    if (secret) await writeFile(join(folder, name), secret, { mode });
  }
}

function secretsOf(env: Environment, prometheusUrl: string): Record<string, string | undefined> {
  // Prometheus, which takes it and does nothing: what is sent to where nobody listens would fail, and that is an alert.
  const nobody = `${prometheusUrl}/api/v1/format_query?query=nobody`;
  return {
    webhook_url: env.ALERT_WEBHOOK_URL || nobody,
    watchdog_url: env.ALERT_WATCHDOG_URL || nobody,
    slack_api_url: env.ALERT_SLACK_WEBHOOK_URL,
    pagerduty_routing_key: env.ALERT_PAGERDUTY_ROUTING_KEY,
    email_password: env.ALERT_EMAIL_PASSWORD,
  };
}

/** The file without routes to receivers that are not set up; webhook and Watchdog always are. */
function configure(file: string, env: Environment): string {
  const setUp = {
    slack: env.ALERT_SLACK_WEBHOOK_URL,
    pagerduty: env.ALERT_PAGERDUTY_ROUTING_KEY,
    email: env.ALERT_EMAIL_TO,
  };
  const without = Object.entries(setUp).flatMap(([receiver, on]) => (on ? [] : [receiver]));
  const routes = new RegExp(`^ *- {receiver: (${without.join('|')}), .*\n`, 'gm');
  return withEmail(without.length ? file.replace(routes, '') : file, env);
}

function withEmail(file: string, env: Environment): string {
  const { ALERT_EMAIL_TO: to, ALERT_EMAIL_FROM: from, ALERT_EMAIL_SMARTHOST: smarthost } = env;
  if (!to) return file;
  if (!from || !smarthost) {
    throw new UserError('ALERT_EMAIL_TO needs ALERT_EMAIL_FROM and ALERT_EMAIL_SMARTHOST (HOST:PORT): set both');
  }
  const said = { to, from, smarthost, auth_username: env.ALERT_EMAIL_USERNAME ?? '' };
  const addressed = Object.entries(said).reduce(
    (text, [key, value]) => text.replace(new RegExp(`(?<= ${key}: )".*"`), () => JSON.stringify(value)),
    file,
  );
  // Mail that stays on this machine needs no TLS, and a program that only shows it has none.
  const stays = /^(localhost|127\.|\[::1\])/.test(smarthost);
  return stays ? addressed.replace('require_tls: true', 'require_tls: false') : addressed;
}
