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

    it(`say who is concerned and how urgently: ${name}`, () => {
      assert.ok(['page', 'ticket', 'none'].includes(labels.severity ?? ''), labels.severity);
      assert.ok(labels.service);
    });

    it(`say in a line what is the case, and in sentences what it means: ${name}`, () => {
      assert.match(summary, /^\S.*[^.\s]$/);
      assert.match(description, /^[A-Z\d{].*\.$/);
      assert.notEqual(summary, description);
    });

    it(`lead to what to do, to a dashboard and to what tells why: ${name}`, () => {
      assert.equal(runbook_url, `docs/runbooks/${alert}.md`);
      assert.ok(existsSync(new URL(runbook_url, root)), `there is no ${runbook_url}`);
      assert.ok(pageLink(filled(dashboard_url)), dashboard_url);
      const queries = exploreQueries(filled(query_url));
      assert.equal(queries.length, 1);
      assert.deepEqual(queries.flatMap(queryFaults), []);
    });
  }
});

/** What is wrong with a query of an alert: one for log lines, or a search for traces. */
function queryFaults({ datasource, expr, ...search }: Query): string[] {
  if (datasource?.uid === 'loki') return logFaults(expr ?? '');
  const { queryType, service, operation, tags, minDuration } = search;
  const keys = (tags?.split(' ') ?? []).map((tag) => tag.split('=')[0] ?? '');
  return [
    ...(datasource?.uid === 'jaeger' && queryType === 'search' ? [] : ['no search of Jaeger']),
    ...(service ? [] : ['Jaeger wants a service']),
    ...(operation === undefined || oneOf(SPANS, operation) ? [] : [operation]),
    ...keys.filter((key) => !oneOf(ATTRIBUTES, key)),
    ...(minDuration === undefined || /^\d+(ms|s)$/.test(minDuration) ? [] : [minDuration]),
  ];
}

const oneOf = (names: Readonly<Record<string, string>>, name: string) => Object.values(names).includes(name);
