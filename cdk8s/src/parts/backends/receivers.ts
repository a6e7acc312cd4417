import { all, any, type Condition, either, present } from '../../template/condition.ts';
import { replaced } from '../../template/replaced.ts';
import { asText, firstOf, json } from '../../template/text.ts';
import type { Undecided } from '../../template/undecided.ts';
import type { Values } from '../../values.ts';

type Receivers = Undecided<Values['alertmanager']['receivers']>;

/** Whether each receiver of backends/alertmanager.yaml is set up. */
export const setUp = ({ pagerduty, slack, email, webhook, watchdog }: Receivers) => ({
  pagerduty: pagerduty.enabled,
  slack: slack.enabled,
  email: all(present(email.to), present(email.from), present(email.smarthost)),
  webhook: webhook.enabled,
  watchdog: watchdog.enabled,
});

/** Whether anybody outside is told of alerts. */
export const sendsAlerts = (receivers: Receivers): Condition => any(...Object.values(setUp(receivers)));

/** How a route to a receiver is written: in a line of its own. */
const route = (receiver: string) => `        - {receiver: ${receiver}, continue: true}\n`;

/** The text of backends/alertmanager.yaml with what the values say, and no way to a receiver that is not set up. */
export function alertmanagerConfig(file: string, receivers: Receivers): string {
  const { slack, email } = receivers;
  const lines = Object.entries(setUp(receivers)).map(
    ([name, on]) => [route(name), either(on, route(name), '')] as const,
  );
  const words: (readonly [string, string])[] = [
    ['channel: ""', `channel: ${json(slack.channel)}`],
    instead('to', 'tickets@example.com', email.to),
    instead('from', 'triptych@example.com', email.from),
    instead('smarthost', 'smtp.example.com:587', email.smarthost),
    ['auth_username: ""', `auth_username: ${json(email.username)}`],
    ['require_tls: true', `require_tls: ${asText(email.requireTls)}`],
  ];
  return [...lines, ...words].reduce((text, [part, by]) => replaced(text, part, by), file);
}

/** The example stays where the values have nothing: without an address the file is not valid. */
const instead = (key: string, example: string, value: string) =>
  [`${key}: ${json(example)}`, `${key}: ${json(firstOf(value, example))}`] as const;
