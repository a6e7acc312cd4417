import { all, any, type Condition, either, present } from '../../template/condition.ts';
import { replaced } from '../../template/replaced.ts';
import { asText, firstOf, json } from '../../template/text.ts';
import type { Undecided } from '../../template/undecided.ts';
import type { Values } from '../../values.ts';

type Receivers = Undecided<Values['alertmanager']['receivers']>;

/** Whether each receiver of backends/alertmanager.yaml has what it needs. */
export const enabledReceivers = ({ pagerduty, slack, email, webhook, watchdog }: Receivers) => ({
  pagerduty: pagerduty.enabled,
  slack: slack.enabled,
  email: all(present(email.to), present(email.from), present(email.smarthost)),
  webhook: webhook.enabled,
  watchdog: watchdog.enabled,
});

/** Whether alerts notify any receiver outside the release. */
export const sendsAlerts = (receivers: Receivers): Condition => any(...Object.values(enabledReceivers(receivers)));

/** The line of backends/alertmanager.yaml that routes to a receiver. */
const route = (receiver: string) => `        - {receiver: ${receiver}, continue: true}\n`;

/** The text of backends/alertmanager.yaml with the values written into it, and with routes to enabled receivers only. */
export function alertmanagerConfig(file: string, receivers: Receivers): string {
  const { slack, email } = receivers;
  const lines = Object.entries(enabledReceivers(receivers)).map(
    ([name, on]) => [route(name), either(on, route(name), '')] as const,
  );
  const replacements: (readonly [string, string])[] = [
    ['channel: ""', `channel: ${json(slack.channel)}`],
    addressLine('to', 'tickets@example.com', email.to),
    addressLine('from', 'triptych@example.com', email.from),
    addressLine('smarthost', 'smtp.example.com:587', email.smarthost),
    ['auth_username: ""', `auth_username: ${json(email.username)}`],
    ['require_tls: true', `require_tls: ${asText(email.requireTls)}`],
  ];
  return [...lines, ...replacements].reduce((text, [part, by]) => replaced(text, part, by), file);
}

/** The address of the values. Where it is empty the example stays: a file without an address is not valid. */
const addressLine = (key: string, example: string, value: string) =>
  [`${key}: ${json(example)}`, `${key}: ${json(firstOf(value, example))}`] as const;
