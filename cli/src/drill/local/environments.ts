import { CONVERSION_SERVICE_NAMES, type PartName } from '@triptych/parts';
import type { Changes } from '../../local/environment.ts';
import type { Stack } from '../../local/stack.ts';
import { ALERTS_PATH, WATCHDOG_PATH } from '../receiver/receiver.ts';
import { folderOf } from './folder.ts';

/** The variables of the stack that name receivers of people. */
const CHANNELS = ['ALERT_SLACK_WEBHOOK_URL', 'ALERT_PAGERDUTY_ROUTING_KEY', 'ALERT_EMAIL_TO'];

/**
 * Prometheus looks back a shorter time, and sends each alert to Alertmanager more often: an alert that is not sent for
 * four times as long counts as resolved.
 */
const PROMETHEUS_FLAGS = '--query.lookback-delta=30s --rules.alert.resend-delay=5s';

/** The environment of parts during drills, as changes to that of the stack. */
export function environmentsOf(stack: Stack, receiverPort: number): Readonly<Partial<Record<PartName, Changes>>> {
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
    ...Object.fromEntries(CONVERSION_SERVICE_NAMES.map((name) => [name, { FAULT_INJECTION: 'true' }])),
  };
}
