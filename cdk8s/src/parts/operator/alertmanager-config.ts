import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { entries, items, optional } from '../../template/blocks.ts';
import { ALWAYS, type Condition, present } from '../../template/condition.ts';
import { replaced } from '../../template/replaced.ts';
import { firstOf } from '../../template/text.ts';
import { enabledReceivers } from '../backends/receivers.ts';
import type { Context } from '../base/context.ts';

/** backends/alertmanager.yaml for the Prometheus Operator: AlertmanagerConfig of monitoring.coreos.com/v1alpha1. */

interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}
type Fields = Readonly<Record<string, unknown>>;
interface Configuration {
  readonly route: Route;
  readonly receivers: readonly ({ readonly name: string } & Readonly<Record<string, Fields[]>>)[];
  readonly inhibit_rules: readonly { source_matchers: string[]; target_matchers: string[]; equal?: string[] }[];
}

const FILE = 'backends/alertmanager.yaml';
const configuration = parse(readFileSync(resolve(import.meta.dirname, '../../../..', FILE), 'utf8')) as Configuration;

/** `spec` of an AlertmanagerConfig. It has the enabled receivers only: the operator refuses a missing Secret. */
export function alertmanagerConfigSpec(context: Context): object {
  const on: Readonly<Record<string, Condition>> = enabledReceivers(context.values.alertmanager.receivers);
  return {
    route: routeOf(configuration.route, on),
    receivers: configuration.receivers.flatMap(({ name, ...kinds }) =>
      items(on[name] ?? ALWAYS, [
        { name, ...Object.assign({}, ...Object.entries(kinds).map(([kind, list]) => receiverOf(kind, list, context))) },
      ]),
    ),
    inhibitRules: configuration.inhibit_rules.map(({ source_matchers: source, target_matchers: target, equal }) => ({
      sourceMatch: source.map(matcherOf),
      targetMatch: target.map(matcherOf),
      ...(equal && { equal }),
    })),
  };
}

/** A matcher such as `name = value` or `name =~ "value"`. */
function matcherOf(text: string): { name: string; matchType: string; value: string } {
  const [, name = '', matchType = '', value = ''] = /^(\w+)\s*(!?=~?|!~)\s*"?(.*?)"?$/.exec(text) ?? [];
  if (!name) throw new Error(`${FILE}: "${text}" is not a matcher; write NAME="VALUE", or !=, =~, !~ in place of =`);
  return { name, matchType, value };
}

function routeOf(route: Route, on: Readonly<Record<string, Condition>>): object {
  const { receiver = configuration.route.receiver, matchers, routes } = route;
  return {
    receiver,
    ...(matchers && { matchers: matchers.map(matcherOf) }),
    ...(route.continue && { continue: true }),
    ...(route.group_by && { groupBy: route.group_by }),
    ...(route.group_wait && { groupWait: route.group_wait }),
    ...(route.group_interval && { groupInterval: route.group_interval }),
    ...(route.repeat_interval && { repeatInterval: route.repeat_interval }),
    ...(routes && { routes: routes.flatMap((one) => items(on[one.receiver ?? ''] ?? ALWAYS, [routeOf(one, on)])) }),
  };
}

/** Fields that name a file with a secret, and the fields that name a key of a Secret instead. */
const SECRETS: Readonly<Record<string, string>> = {
  api_url_file: 'apiURL',
  routing_key_file: 'routingKey',
  url_file: 'urlSecret',
};
const RENAMED: Readonly<Record<string, string>> = {
  client_url: 'clientURL',
  require_tls: 'requireTLS',
  links: 'pagerDutyLinkConfigs',
};

function receiverOf(kind: string, list: readonly Fields[], context: Context): object {
  const name = kind.replace(/_configs$/, '');
  const definitions = definitionsOf(name, context);
  const { alertmanager } = context.values;
  const secret = firstOf(alertmanager.existingSecret, `${context.release.name}-alertmanager`);
  const field = ([key, value]: [string, unknown]): [string, unknown] => {
    const called = SECRETS[key];
    if (called) return [called, { name: secret, key: value }];
    return [RENAMED[key] ?? camelCase(key), convert(value, definitions)];
  };
  const converted = list.map((fields) => ({
    ...Object.fromEntries(Object.entries(fields).filter(isKept).map(field)),
    ...fieldsOfValues(name, context, secret),
  }));
  return { [`${name}Configs`]: converted };
}

/** The operator refuses empty texts, and a password without a name: `fieldsOfValues` adds these where the values have them. */
const isKept = ([key, value]: [string, unknown]) => value !== '' && key !== 'auth_password_file';

/** The fields of a receiver that come from the values. */
function fieldsOfValues(kind: string, { values }: Context, secret: string): object {
  const { slack, email } = values.alertmanager.receivers;
  if (kind === 'slack') return optional({ channel: slack.channel });
  if (kind !== 'email') return {};
  return {
    to: email.to,
    from: email.from,
    smarthost: email.smarthost,
    requireTLS: email.requireTls,
    ...entries(present(email.username), {
      authUsername: email.username,
      authPassword: { name: secret, key: 'email_password' },
    }),
  };
}

interface Link {
  readonly text: string;
  readonly href: string;
}

function convert(value: unknown, definitions: string): unknown {
  const defined = (text: string) => (text.includes('{{ template ') ? definitions + text : text);
  if (Array.isArray(value))
    return (value as Link[]).map(({ text, href }) => ({ alt: defined(text), href: defined(href) }));
  if (typeof value === 'string') return defined(value);
  if (typeof value !== 'object' || value === null) return value;
  // The operator has lists in place of the maps `details` and `headers`.
  return Object.entries(value).map(([name, text]) => ({ key: name, value: defined(text as string) }));
}

/**
 * The templates of a receiver, to stand in front of the text that uses them: an AlertmanagerConfig cannot have files.
 * Whitespace between the definitions is trimmed, because it would be sent.
 */
function definitionsOf(kind: string, context: Context): string {
  if (!['slack', 'pagerduty', 'email'].includes(kind)) return '';
  const files = ['common', kind].map((name) => context.file(`backends/notifications/${name}.tmpl`));
  return `${files.map((text) => replaced(text, '{{ define', '{{- define')).join('')}{{- "" }}`;
}

const camelCase = (key: string) => key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
