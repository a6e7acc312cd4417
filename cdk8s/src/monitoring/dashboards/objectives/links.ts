import { label, lines, toPage, traces } from '../explore.ts';

const service = label('service');

export const itsService = toPage('The dashboard of its service', 'service', { service });
export const itsObjectiveTraces = traces('Traces of its service', { service });
export const itsErrors = lines(
  'Errors and warnings of its service',
  `{service="${service}"} | json | severity=~"error|warning"`,
);
