import { WINDOWS } from '../../slo/burn-rate.ts';
import { BUDGET, ratio, TARGET } from '../../slo/objective.ts';
import { label, toPage } from '../explore.ts';
import { figure, graph, type Size } from '../panels.ts';
import { queries, query } from '../queries.ts';
import { LEFT } from '../shared/budgets.ts';
import { itsErrors, itsObjectiveTraces, itsService } from './links.ts';
import { CHOSEN_OBJECTIVE, PROMISES } from './promises.ts';

const chosen = (series: string) => `max by (slo, service) (${series}${CHOSEN_OBJECTIVE})`;

export const budgets = (size: Size) =>
  figure({
    ...size,
    title: 'How much of each error budget is left?',
    description: `Share that is left of the error budget of 30 days, for each objective; below 0 the objective is missed. The objectives:\n\n${PROMISES}\n\nNear 0, postpone changes that can wait.`,
    unit: 'percentunit',
    signed: true,
    thresholds: LEFT,
    queries: [query(`max by (slo) (${BUDGET})`, { legend: '{{slo}}' })],
    links: [toPage('This objective', 'objectives', { slo: label('slo') })],
  });

export const budget = (size: Size) =>
  graph({
    ...size,
    title: 'How does the error budget change?',
    description:
      'Share of the budget of 30 days that is left. It falls with bad events, and rises when bad events become older ' +
      'than 30 days. Choose 30 days at the top to see all of it.',
    unit: 'percentunit',
    signed: true,
    max: 1,
    thresholds: LEFT,
    queries: [query(chosen(BUDGET), { legend: '{{slo}}' })],
    links: [itsService, itsErrors],
  });

export const badShare = (size: Size) =>
  graph({
    ...size,
    title: 'Which share of events is bad, and how much is allowed?',
    description:
      'Share of bad events in each window, weighted by traffic. A short window above a long one means that it is ' +
      'getting worse.',
    unit: 'percentunit',
    queries: queries({
      ...Object.fromEntries(WINDOWS.map((window) => [window, chosen(ratio(window))])),
      allowed: `1 - max by (slo, service) (${TARGET}${CHOSEN_OBJECTIVE})`,
    }),
    links: [itsService, itsObjectiveTraces, itsErrors],
  });

export const events = (size: Size) =>
  graph({
    ...size,
    title: 'How many events are there, and how many are bad?',
    description:
      'Events a second over 5 minutes: requests, conversions or jobs, depending on the objective. When there are few ' +
      'events, one bad event is a large share; alerts wait for ten.',
    unit: 'ops',
    queries: queries({ all: chosen('slo:events:rate5m'), bad: chosen('slo:bad_events:rate5m') }),
    links: [itsService, itsObjectiveTraces, itsErrors],
  });
