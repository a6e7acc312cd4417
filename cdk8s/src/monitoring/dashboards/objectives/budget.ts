import { BUDGET, ratio, TARGET, WINDOWS } from '../../slo/objective.ts';
import { label, toPage } from '../explore.ts';
import { figure, graph, type Size } from '../panels.ts';
import { queries, query } from '../queries.ts';
import { LEFT } from '../shared/budgets.ts';
import { itsErrors, itsObjectiveTraces, itsService } from './links.ts';
import { CHOSEN_OBJECTIVE, PROMISES } from './promises.ts';

const of = (series: string) => `max by (slo, service) (${series}${CHOSEN_OBJECTIVE})`;

export const budgets = (size: Size) =>
  figure({
    ...size,
    title: 'How much of each error budget is left?',
    description:
      'Of each objective the share of what may go wrong in 30 days that has not gone wrong yet; below 0 more has. ' +
      `What is promised:\n\n${PROMISES}\n\nNear 0, leave changes that are not needed for later.`,
    unit: 'percentunit',
    signed: true,
    thresholds: LEFT,
    queries: [query(`max by (slo) (${BUDGET})`, { legend: '{{slo}}' })],
    links: [toPage('This objective', 'objectives', { slo: label('slo') })],
  });

export const budget = (size: Size) =>
  graph({
    ...size,
    title: 'How did the error budget go?',
    description:
      'The share that is left, of 30 days. It falls when events are bad, and rises when bad ones become older than ' +
      'that. Choose 30 days at the top to see all of it.',
    unit: 'percentunit',
    signed: true,
    max: 1,
    thresholds: LEFT,
    queries: [query(of(BUDGET), { legend: '{{slo}}' })],
    links: [itsService, itsErrors],
  });

export const badShare = (size: Size) =>
  graph({
    ...size,
    title: 'Which share of events is bad, and how much is allowed?',
    description:
      'Over each window, weighted by traffic. Where a short one is above a long one it is getting worse. What is ' +
      'allowed is what was not promised.',
    unit: 'percentunit',
    queries: queries({
      ...Object.fromEntries(WINDOWS.map((window) => [window, of(ratio(window))])),
      allowed: `1 - max by (slo, service) (${TARGET}${CHOSEN_OBJECTIVE})`,
    }),
    links: [itsService, itsObjectiveTraces, itsErrors],
  });

export const events = (size: Size) =>
  graph({
    ...size,
    title: 'How many events are there, and how many are bad?',
    description:
      'A second, over 5 minutes: requests, conversions or jobs, as the objective has it. Of few events one bad one is ' +
      'a large share; alerts wait for ten.',
    unit: 'ops',
    queries: queries({ all: of('slo:events:rate5m'), bad: of('slo:bad_events:rate5m') }),
    links: [itsService, itsObjectiveTraces, itsErrors],
  });
