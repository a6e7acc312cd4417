import { colour, duration, table } from '@triptych/terminal';
import type { Drill } from '../drill.ts';
import type { AlertOutcome, DrillOutcome } from '../run/run-drill.ts';
import { titleOf } from '../watch/alerts.ts';

const isPassed = ({ problems }: DrillOutcome) => problems.length === 0;

/** A row for each alert of each drill, and below the table a line for each problem. */
export function renderOutcomes(outcomes: readonly DrillOutcome[]): string[] {
  const header = ['', 'DRILL', 'ALERT', 'SEVERITY', 'SERVICE', 'DETECTED', 'RESOLVED', 'QUERY', ''];
  const rows = outcomes.flatMap((outcome) =>
    outcome.alerts.map((alert, i) => [
      i > 0 ? '' : isPassed(outcome) ? '✔' : '✘',
      i > 0 ? '' : outcome.drill,
      alert.expected.alert,
      alert.expected.severity,
      alert.expected.service,
      timeOf(alert.detectMs),
      timeOf(alert.resolveMs),
      queryOf(alert),
      noteOf(alert),
    ]),
  );
  const problems = outcomes.flatMap(({ drill, problems }) =>
    problems.map((problem) => `${colour('red', '✘')} ${drill}: ${problem}`),
  );
  return [
    ...table([header, ...rows], (cell, row) => {
      if (row === 0) return colour('dim', cell);
      return cell === '✔' ? colour('green', cell) : cell === '✘' ? colour('red', cell) : cell;
    }),
    ...(problems.length > 0 ? ['', ...problems] : []),
  ];
}

/** The drills with their summaries and alerts, and where each can run. */
export function renderList(drills: readonly Drill[]): string[] {
  const rows = drills.flatMap(({ name, expects, summary, where }) => [
    [name, summary, where === 'cluster' ? 'needs a cluster' : where === 'local' ? 'needs the local stack' : ''],
    ['', `→ ${[...new Set(expects.map(titleOf))].join(', ')}`, ''],
  ]);
  return table(rows, (cell, _row, column) => (column === 0 ? colour('bold', cell) : cell));
}

/** The outcomes for programs; times in seconds. */
export function toJson(outcomes: readonly DrillOutcome[]) {
  return {
    ok: outcomes.every(isPassed),
    drills: outcomes.map((outcome) => ({
      name: outcome.drill,
      ok: isPassed(outcome),
      problems: outcome.problems,
      alerts: outcome.alerts.map(({ expected, detectMs, resolveMs, late, delivered, links }) => ({
        alert: expected.alert,
        severity: expected.severity,
        service: expected.service,
        seen: expected.seen ?? 'receiver',
        delivered: delivered ?? false,
        after_fault: late ?? false,
        detect_seconds: detectMs && detectMs / 1000,
        resolve_seconds: resolveMs && resolveMs / 1000,
        query: links?.query,
      })),
    })),
  };
}

/** A drill for programs. */
export function drillToJson({ name, summary, expects, where }: Drill) {
  return {
    name,
    summary,
    alerts: expects.map(({ alert, severity, service }) => ({ alert, severity, service })),
    where,
  };
}

const timeOf = (ms: number | undefined) => (ms === undefined ? '–' : duration(ms));

function queryOf({ links }: AlertOutcome): string {
  if (!links) return '–';
  return links.query ? `${links.query.backend} ${links.query.results}` : 'no answer';
}

function noteOf({ expected: { seen }, late, delivered }: AlertOutcome): string {
  if (seen === 'silence') return 'fell silent';
  if (seen === 'prometheus') return `seen in Prometheus, ${delivered ? 'delivered later' : 'not delivered'}`;
  return late ? 'fired after the fault had ended' : '';
}
