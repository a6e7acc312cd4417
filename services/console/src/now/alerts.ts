import { type KnownAlert, knownAlerts } from '@triptych/client/alertmanager';
import type { AlertNow } from '../schemas/now.ts';

const TIMEOUT_SECONDS = 10;
const SEVERITIES = ['page', 'critical', 'ticket', 'warning', 'info'];
/** Fires as long as alerting works: its end is the alert. */
const ALWAYS = 'Watchdog';

/** The alerts that fire; those that notify people come first, then the worst, then the newest. */
export async function readAlerts(alertmanager: string): Promise<AlertNow[]> {
  return alertsIn(await knownAlerts(alertmanager, TIMEOUT_SECONDS));
}

export function alertsIn(alerts: readonly KnownAlert[]): AlertNow[] {
  return alerts
    .filter(({ labels }) => labels.alertname !== ALWAYS)
    .map(({ labels, annotations, startsAt, status }) => ({
      name: labels.alertname ?? '',
      severity: labels.severity ?? '',
      service: labels.service ?? labels.service_name ?? null,
      summary: annotations.summary ?? labels.alertname ?? '',
      description: annotations.description ?? '',
      since: startsAt,
      runbook: annotations.runbook_url ?? null,
      state: stateOf(status),
    }))
    .sort(
      (a, b) =>
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        rankOf(a.severity) - rankOf(b.severity) ||
        b.since.localeCompare(a.since),
    );
}

const STATES: readonly AlertNow['state'][] = ['firing', 'silenced', 'inhibited'];

function stateOf({ silencedBy, inhibitedBy }: KnownAlert['status']): AlertNow['state'] {
  if (silencedBy.length > 0) return 'silenced';
  return inhibitedBy.length > 0 ? 'inhibited' : 'firing';
}

function rankOf(severity: string): number {
  const rank = SEVERITIES.indexOf(severity);
  return rank === -1 ? SEVERITIES.length : rank;
}
