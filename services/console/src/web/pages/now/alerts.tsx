import type { AlertNow } from '../../../schemas/now.ts';
import { clock, duration } from '../../format.ts';
import { runbookLink } from './runbook-link.ts';

/** The alerts that fire, the worst first; those that notify nobody stand behind. */
export function Alerts({ alerts, at }: { readonly alerts: readonly AlertNow[]; readonly at: number }) {
  const firing = alerts.filter(({ state }) => state === 'firing');
  const others = alerts.filter(({ state }) => state !== 'firing');
  return (
    <>
      <List alerts={firing} at={at} />
      {others.length > 0 && (
        <details>
          <summary>{others.length === 1 ? '1 alert is' : `${others.length} alerts are`} silenced or inhibited</summary>
          <List alerts={others} at={at} />
        </details>
      )}
    </>
  );
}

function List({ alerts, at }: { readonly alerts: readonly AlertNow[]; readonly at: number }) {
  return (
    <ul class="alerts">
      {alerts.map((alert) => (
        <Alert key={`${alert.name} ${alert.service} ${alert.severity} ${alert.since}`} alert={alert} at={at} />
      ))}
    </ul>
  );
}

function Alert({ alert, at }: { readonly alert: AlertNow; readonly at: number }) {
  const { name, severity, summary, description, since, runbook, state } = alert;
  const start = new Date(since);
  const link = runbookLink(runbook);
  return (
    <li class={`alert alert-${state}`}>
      <p class="alert-title">
        <span class={`chip chip-${state === 'firing' ? 'error' : 'quiet'}`}>
          {state === 'firing' ? severity : state}
        </span>
        <strong>{summary}</strong>
      </p>
      {description && description !== summary && <p class="quiet">{description}</p>}
      <p class="alert-foot">
        <span>{name}</span>
        <span>
          since <time dateTime={since}>{clock(start)}</time>, for {duration((at - start.getTime()) / 1000)}
        </span>
        {link && (
          <a href={link} target="_blank" rel="noopener noreferrer">
            Runbook
          </a>
        )}
      </p>
    </li>
  );
}
