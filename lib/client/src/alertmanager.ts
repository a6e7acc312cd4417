import { refusalOf, requestJson, sendJson } from './http.ts';

export type Labels = Readonly<Record<string, string>>;

/** An alert as Prometheus sends it. */
export interface PostedAlert {
  readonly labels: Labels;
  readonly annotations?: Labels;
  /** ISO 8601. */
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** An alert as Alertmanager keeps it. */
export interface KnownAlert {
  readonly labels: Labels;
  readonly fingerprint: string;
  readonly annotations: Labels;
  /** When its condition first held: ISO 8601. */
  readonly startsAt: string;
  readonly status: {
    readonly state: 'active' | 'suppressed' | 'unprocessed';
    /** Ids of silences. */
    readonly silencedBy: readonly string[];
    /** Fingerprints of the alerts that inhibit it. */
    readonly inhibitedBy: readonly string[];
  };
}

/** The alerts that Alertmanager has now, inhibited ones included. Throws a UserError without an answer within `seconds`. */
export function knownAlerts(alertmanager: string, seconds?: number): Promise<KnownAlert[]> {
  return requestJson<KnownAlert[]>(`${alertmanager}/api/v2/alerts`, seconds);
}

/** Sends alerts as Prometheus does. */
export async function postAlerts(alertmanager: string, alerts: readonly PostedAlert[]): Promise<void> {
  const url = `${alertmanager}/api/v2/alerts`;
  const reply = await sendJson(url, 'POST', alerts);
  if (!reply.ok) throw await refusalOf(reply, url);
}

/** The text of the configuration that Alertmanager runs with, as its page shows it: secrets in files are not in it. */
export async function loadedConfiguration(alertmanager: string): Promise<string> {
  const { config } = await requestJson<{ config: { original: string } }>(`${alertmanager}/api/v2/status`);
  return config.original;
}
