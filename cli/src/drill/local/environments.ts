import type { Changes } from '../../local/environment.ts';
import type { Stack } from '../../local/stack.ts';
import { ALERTS_PATH, WATCHDOG_PATH } from '../receiver/receiver.ts';
import { SERVICES } from '../system.ts';
import { folderOf } from './folder.ts';

/** What would tell people of drills. */
const CHANNELS = ['ALERT_SLACK_WEBHOOK_URL', 'ALERT_PAGERDUTY_ROUTING_KEY', 'ALERT_EMAIL_TO'];

/**
 * Looked back less than usual, too, and told Alertmanager more often: an alert that it has not heard of for four times
 * as long has ended.
 */
const PROMETHEUS_FLAGS = '--query.lookback-delta=30s --rules.alert.resend-delay=5s';

/** What parts of a stack are told otherwise while there are drills, by their names. */
export function environmentsOf(stack: Stack, receiverPort: number): Readonly<Record<string, Changes>> {
  const { backends, prometheusData, alertmanagerData } = folderOf(stack);
  const receiver = `http://127.0.0.1:${receiverPort}`;
  return {
    prometheus: { TRIPTYCH_BACKENDS_DIR: backends, PROMETHEUS_DATA_DIR: prometheusData, PROMETHEUS_FLAGS },
    alertmanager: {
      TRIPTYCH_BACKENDS_DIR: backends,
      ALERTMANAGER_DATA_DIR: alertmanagerData,
      ...Object.fromEntries(CHANNELS.map((name) => [name, null])),
      ALERT_WEBHOOK_URL: receiver + ALERTS_PATH,
      ALERT_WATCHDOG_URL: receiver + WATCHDOG_PATH,
    },
    ...Object.fromEntries(SERVICES.map((name) => [name, { FAULT_INJECTION: 'true' }])),
  };
}
