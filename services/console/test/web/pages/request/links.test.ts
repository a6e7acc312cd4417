import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linksTo } from '../../../../src/web/pages/request/links.ts';

describe('links to a trace in other pages', () => {
  it('are those whose addresses are known', () => {
    assert.deepEqual(linksTo('t1', undefined), []);
    assert.deepEqual(linksTo(undefined, { jaeger_url: 'http://jaeger' }), []);
    assert.deepEqual(linksTo('t1', { jaeger_url: 'http://jaeger' }), [
      { name: 'Jaeger', href: 'http://jaeger/trace/t1' },
    ]);
  });

  it('show the same span in Jaeger, and the trace in Grafana', () => {
    const [jaeger, grafana] = linksTo('t1', { jaeger_url: 'http://jaeger', grafana_url: 'http://grafana' }, 's 1');
    assert.equal(jaeger?.href, 'http://jaeger/trace/t1?uiFind=s%201');
    const panes = JSON.parse(new URL(grafana?.href ?? '').searchParams.get('panes') ?? '');
    assert.deepEqual([panes.a.datasource, panes.a.queries[0].query], ['jaeger', 't1']);
  });
});
