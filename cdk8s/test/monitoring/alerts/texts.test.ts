import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ATTRIBUTES, SPANS } from '@triptych/catalogue';
import { exploreQueries, pageLink, type Query } from '../support/dashboard.ts';
import { logFaults } from '../support/faults.ts';
import { ALERTS, filled } from './support/rules.ts';

const root = new URL('../../../../', import.meta.url);

describe('alerts', () => {
  for (const { name, alert, labels, annotations } of ALERTS) {
    const { summary = '', description = '', runbook_url = '', dashboard_url = '', query_url = '' } = annotations;

    it(`have a service and a severity: ${name}`, () => {
      assert.ok(['page', 'ticket', 'none'].includes(labels.severity ?? ''), labels.severity);
      assert.ok(labels.service);
    });

    it(`have a summary of one line and a description in sentences: ${name}`, () => {
      assert.match(summary, /^\S.*[^.\s]$/);
      assert.match(description, /^[A-Z\d{].*\.$/);
      assert.notEqual(summary, description);
    });

    it(`link to a runbook, a dashboard and a query: ${name}`, () => {
      assert.equal(runbook_url, `docs/runbooks/${alert}.md`);
      assert.ok(existsSync(new URL(runbook_url, root)), `there is no ${runbook_url}`);
      assert.ok(pageLink(filled(dashboard_url)), dashboard_url);
      const queries = exploreQueries(filled(query_url));
      assert.equal(queries.length, 1);
      assert.deepEqual(queries.flatMap(queryFaults), []);
    });
  }
});

/** The faults of the query of an alert: a query for log lines, or a search for traces. */
function queryFaults({ datasource, expr, ...search }: Query): string[] {
  if (datasource?.uid === 'loki') return logFaults(expr ?? '');
  const { queryType, service, operation, tags, minDuration } = search;
  const keys = (tags?.split(' ') ?? []).map((tag) => tag.split('=')[0] ?? '');
  return [
    ...(datasource?.uid === 'jaeger' && queryType === 'search' ? [] : ['no search of Jaeger']),
    ...(service ? [] : ['Jaeger wants a service']),
    ...(operation === undefined || oneOf(SPANS, operation) ? [] : [operation]),
    // Jaeger gives the tag `error` to spans with the status Error.
    ...keys.filter((key) => key !== 'error' && !oneOf(ATTRIBUTES, key)),
    ...(minDuration === undefined || /^\d+(ms|s)$/.test(minDuration) ? [] : [minDuration]),
  ];
}

const oneOf = (names: Readonly<Record<string, string>>, name: string) => Object.values(names).includes(name);
