import { colour, duration, table } from '@triptych/terminal';
import type { Drill } from './drill.ts';
import type { Outcome, Told } from './run-drill.ts';
import { titleOf } from './watch.ts';

const isFine = ({ problems }: Outcome) => problems.length === 0;

/** A row for each alert of each drill, and below it what was not as it should be. */
export function renderOutcomes(outcomes: readonly Outcome[]): string[] {
  const header = ['', 'DRILL', 'ALERT', 'SEVERITY', 'SERVICE', 'DETECTED', 'RESOLVED', 'QUERY', ''];
  const rows = outcomes.flatMap((outcome) =>
    outcome.told.map((told, i) => [
      i > 0 ? '' : isFine(outcome) ? '✔' : '✘',
      i > 0 ? '' : outcome.drill,
      told.expected.alert,
      told.expected.severity,
      told.expected.service,
      timeOf(told.detectMs),
      timeOf(told.resolveMs),
      queryOf(told),
      noteOf(told),
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

/** What drills there are, and which alerts they cause. */
export function renderList(drills: readonly Drill[]): string[] {
  const rows = drills.flatMap(({ name, expects, summary, where }) => [
    [name, summary, where === 'cluster' ? 'needs a cluster' : where === 'local' ? 'local stack alone' : ''],
    ['', `→ ${[...new Set(expects.map(titleOf))].join(', ')}`, ''],
  ]);
  return table(rows, (cell, _row, column) => (column === 0 ? colour('bold', cell) : cell));
}

/** The same for programs. */
export function toJson(outcomes: readonly Outcome[]) {
  return {
    ok: outcomes.every(isFine),
    drills: outcomes.map((outcome) => ({
      name: outcome.drill,
      ok: isFine(outcome),
      problems: outcome.problems,
      alerts: outcome.told.map(({ expected, detectMs, resolveMs, late, delivered, links }) => ({
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

const timeOf = (ms: number | undefined) => (ms === undefined ? '–' : duration(ms));

function queryOf({ links }: Told): string {
  if (!links) return '–';
  return links.query ? `${links.query.backend} ${links.query.results}` : 'no answer';
}

function noteOf({ expected: { seen }, late, delivered }: Told): string {
  if (seen === 'silence') return 'it fell silent';
  if (seen === 'prometheus') return `seen in Prometheus, ${delivered ? 'delivered later' : 'not delivered'}`;
  return late ? 'told once the fault was gone' : '';
}
