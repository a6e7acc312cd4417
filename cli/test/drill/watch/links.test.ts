import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { followLinks } from '../../../src/drill/watch/links.ts';

const explore = (uid: string, query: object) => {
  const panes = { a: { datasource: uid, queries: [{ refId: 'A', datasource: { type: uid, uid }, ...query }] } };
  return `http://grafana/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};

describe('the links of an alert', () => {
  let root: string;
  const asked: URL[] = [];
  const server = createServer((request, reply) => {
    const url = new URL(request.url ?? '', 'http://here');
    asked.push(url);
    const lines = {
      data: {
        result: [
          {
            stream: {},
            values: [
              ['1', 'a line'],
              ['2', 'another'],
            ],
          },
        ],
      },
    };
    reply.end(JSON.stringify(url.pathname === '/api/traces' ? { data: [{ traceID: 'abc' }] } : lines));
  });
  let endpoints: Parameters<typeof followLinks>[1];

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'triptych-links-'));
    await mkdir(join(root, 'docs/runbooks'), { recursive: true });
    await mkdir(join(root, 'backends/grafana/dashboards'), { recursive: true });
    await writeFile(join(root, 'docs/runbooks/HighMemoryUsage.md'), '');
    await writeFile(join(root, 'backends/grafana/dashboards/nodejs.json'), '{"uid": "triptych-nodejs"}');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    endpoints = { userSvc: at, jaeger: at, loki: at, prometheus: at, alertmanager: at };
  });
  after(async () => {
    server.close();
    await rm(root, { recursive: true });
  });

  const good = {
    runbook_url: 'https://example.com/blob/main/docs/runbooks/HighMemoryUsage.md#first',
    dashboard_url: 'http://grafana/d/triptych-nodejs?from=now-1h&to=now&var-service=user_svc',
    query_url: explore('loki', { queryType: 'range', expr: '{service="user_svc"}' }),
  };

  it('lead to a runbook, a dashboard and an answer of Loki', async () => {
    assert.deepEqual(await followLinks(good, endpoints, root), {
      query: { backend: 'loki', results: 2 },
      problems: [],
    });
    assert.equal(asked.at(-1)?.searchParams.get('query'), '{service="user_svc"}');
  });

  it('lead to an answer of Jaeger', async () => {
    const query_url = explore('jaeger', { queryType: 'search', service: 'user_svc', tags: 'error=true' });
    const { query } = await followLinks({ ...good, query_url }, endpoints, root);
    assert.deepEqual(query, { backend: 'jaeger', results: 1 });
    assert.equal(asked.at(-1)?.searchParams.get('tags'), '{"error":"true"}');
  });

  it('are problems when they are broken', async () => {
    const bad = {
      runbook_url: 'docs/runbooks/Nothing.md',
      dashboard_url: 'http://grafana/d/nothing',
      query_url: 'http://grafana/d/triptych-nodejs',
    };
    const { query, problems } = await followLinks(bad, endpoints, root);
    assert.equal(query, undefined);
    assert.deepEqual(problems, [
      'runbook_url: there is no runbook Nothing.md',
      'dashboard_url: there is no dashboard nothing',
      'query_url: not a page of Explore: http://grafana/d/triptych-nodejs',
    ]);
  });

  it('are problems when the backend does not answer', async () => {
    const { problems } = await followLinks(good, { ...endpoints, loki: 'http://127.0.0.1:9' }, root);
    assert.match(problems.join(), /^query_url: http:\/\/127\.0\.0\.1:9 does not answer/);
  });
});
