import { lines } from '../explore.ts';
import { figure, type Size, timeline } from '../panels.ts';
import { orNone } from '../promql.ts';
import { query } from '../queries.ts';

/** All but the Watchdog, which always fires. */
const FIRING = 'alertstate="firing", severity!="none"';
const errors = lines('Log lines of errors', '{service=~".+"} | json | severity="error"');

export const alertsFiring = (size: Size) =>
  figure({
    ...size,
    title: 'Alerts that fire',
    description:
      'Pages and tickets together. Each alert says what it means, and links to its runbook, dashboard and query; a ' +
      'panel further down lists them.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [query(`count(ALERTS{${FIRING}}) or vector(0)`)],
    links: [errors],
  });

/** The alerts with these labels, as a selector of series. */
export const whichAlertsFire = (size: Size, where = '') =>
  timeline({
    ...size,
    title: 'Which alerts fire, and since when?',
    description:
      'By name and service, as Prometheus has them. An alert that comes and goes: the fault does so too, or its ' +
      'bound is too tight.',
    queries: [
      query(
        orNone(`max by (service, alertname) (ALERTS{${FIRING}${where && `, ${where}`}})`, {
          alertname: 'Nothing',
          service: 'fires',
        }),
        { legend: '{{alertname}} {{service}}' },
      ),
    ],
    states: { 0: { text: 'all quiet', color: 'green' }, 1: { text: 'fires', color: 'red' } },
    links: [errors],
  });
