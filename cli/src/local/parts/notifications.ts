import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Configuration,
  parseConfiguration,
  replaceSettings,
  withoutRoutesTo,
  withSettings,
  writeConfiguration,
} from '@triptych/alertmanager';
import { UserError } from '../../command.ts';
import { backendsFolder } from '../environment.ts';
import type { Stack } from '../stack.ts';

type Environment = Stack['env'];

/** The folder that Alertmanager of a stack runs in: its configuration, templates and secrets. */
export const notificationsFolder = (stack: Stack): string => join(stack.run, 'alertmanager');

/**
 * Writes Alertmanager's configuration with the receivers that the environment sets up, and a file for each secret.
 * `mode` holds for these files.
 */
export async function writeNotifications(stack: Stack, prometheusUrl: string, mode = 0o600): Promise<void> {
  const folder = notificationsFolder(stack);
  const source = backendsFolder(stack);
  const config = configure(await readFile(join(source, 'alertmanager.yaml'), 'utf8'), stack.env);
  // An earlier start may have left secrets that are no longer set.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(source, 'notifications'), join(folder, 'notifications'), { recursive: true });
  await writeFile(join(folder, 'alertmanager.yaml'), config);
  for (const [name, secret] of Object.entries(secretsOf(stack.env, prometheusUrl))) {
    if (secret) await writeFile(join(folder, name), secret, { mode });
  }
}

function secretsOf(env: Environment, prometheusUrl: string): Record<string, string | undefined> {
  // Prometheus answers 200 there and does nothing. A notification that nothing accepts would be an alert of its own.
  const nobody = `${prometheusUrl}/api/v1/format_query?query=nobody`;
  return {
    webhook_url: env.ALERT_WEBHOOK_URL || nobody,
    watchdog_url: env.ALERT_WATCHDOG_URL || nobody,
    slack_api_url: env.ALERT_SLACK_WEBHOOK_URL,
    pagerduty_routing_key: env.ALERT_PAGERDUTY_ROUTING_KEY,
    email_password: env.ALERT_EMAIL_PASSWORD,
  };
}

/** The configuration without routes to receivers that the environment does not set up; webhook and Watchdog always are. */
function configure(file: string, env: Environment): string {
  const isSetUp = {
    slack: env.ALERT_SLACK_WEBHOOK_URL,
    pagerduty: env.ALERT_PAGERDUTY_ROUTING_KEY,
    email: env.ALERT_EMAIL_TO,
  };
  const absent = Object.entries(isSetUp).flatMap(([receiver, value]) => (value ? [] : [receiver]));
  return writeConfiguration(withEmail(withoutRoutesTo(parseConfiguration(file), absent), env));
}

function withEmail(config: Configuration, env: Environment): Configuration {
  const { ALERT_EMAIL_TO: to, ALERT_EMAIL_FROM: from, ALERT_EMAIL_SMARTHOST: smarthost } = env;
  if (!to) return config;
  if (!from || !smarthost) {
    throw new UserError('ALERT_EMAIL_TO needs ALERT_EMAIL_FROM and ALERT_EMAIL_SMARTHOST (HOST:PORT): set both');
  }
  // Mail that stays on this machine needs no TLS, and a program that only shows mail has none.
  const require_tls = !/^(localhost|127\.|\[::1\]|host\.docker\.internal)/.test(smarthost);
  const values = { to, from, smarthost, auth_username: env.ALERT_EMAIL_USERNAME ?? '', require_tls };
  return withSettings(config, 'email', (settings) => replaceSettings(settings, values));
}
