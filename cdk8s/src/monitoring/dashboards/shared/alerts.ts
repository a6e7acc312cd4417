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
      'Pages and tickets together. Each says what it means, and leads to its runbook and to what to look at; which ' +
      'they are is shown further down.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [query(`count(ALERTS{${FIRING}}) or vector(0)`)],
    links: [errors],
  });

/** Those whose series have these labels. */
export const whichAlertsFire = (size: Size, where = '') =>
  timeline({
    ...size,
    title: 'Which alerts fire, and since when?',
    description:
      'By name and the service concerned, as Prometheus has them. One that comes and goes: the fault does as well, or ' +
      'its bound is too tight.',
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
