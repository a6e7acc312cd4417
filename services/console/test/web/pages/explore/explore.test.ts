import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Language } from '../../../../src/schemas/explore.ts';
import { completed, completionAt, matching } from '../../../../src/web/pages/explore/completion.ts';
import { historyIn, withQuery } from '../../../../src/web/pages/explore/history.ts';
import { curlOf, seriesNames, unitOf } from '../../../../src/web/pages/explore/series-names.ts';
import { parametersOf, stateOf, timesOf } from '../../../../src/web/pages/explore/url-state.ts';

describe('the address of a question', () => {
  it('holds the whole question', () => {
    for (const range of ['24h', { from: '2026-11-28T00:00:00.000Z', to: '2026-11-28T01:00:00.000Z' }] as const) {
      const state = { language: 'promql', query: 'a{b="c d&e"}', range } as const;
      const defined = Object.entries(parametersOf(state)).filter(([, value]) => value !== undefined);
      assert.deepEqual(stateOf(new URLSearchParams(defined as [string, string][])), state);
    }
  });

  it('has defaults for what is missing or wrong', () => {
    const state = { language: 'logql', query: '', range: '1h' };
    assert.deepEqual(stateOf(new URLSearchParams()), state);
    assert.deepEqual(stateOf(new URLSearchParams('language=sql&range=toString&from=x&to=y')), state);
  });

  it('gives the times of a range', () => {
    const now = new Date('2026-11-28T01:00:00Z');
    assert.deepEqual(timesOf('15m', now), { start: '2026-11-28T00:45:00.000Z', end: '2026-11-28T01:00:00.000Z' });
  });
});

describe('completion', () => {
  const at = (language: Language, text: string) => completionAt(language, text, text.length);

  it('of PromQL knows metrics, labels of a metric, and values of a label', () => {
    assert.deepEqual(at('promql', 'rate(htt')?.ask, { language: 'promql', of: 'metrics' });
    assert.deepEqual(at('promql', 'rate(up{jo')?.ask, { language: 'promql', metric: 'up', of: 'labels' });
    const values = at('promql', 'rate(up{job="x", service_name=~"us');
    assert.deepEqual(values?.ask, { language: 'promql', metric: 'up', of: 'values', label: 'service_name' });
    assert.equal(values?.prefix, 'us');
    assert.equal(at('promql', 'up{job="x"} '), undefined);
  });

  it('of LogQL knows labels and values within the selector, and words behind it', () => {
    assert.deepEqual(at('logql', '{')?.ask, { language: 'logql', of: 'labels' });
    assert.deepEqual(at('logql', '{service="')?.ask, { language: 'logql', of: 'values', label: 'service' });
    assert.ok(at('logql', '{service="a"} | js')?.words?.includes('json'));
    assert.equal(at('logql', '{service="a"} |= "free te'), undefined);
  });

  it('of a trace search knows keys, services, and operations of the service', () => {
    assert.ok(at('traces', 'ser')?.words?.includes('service'));
    assert.deepEqual(at('traces', 'service=us')?.ask, { language: 'traces', of: 'services' });
    const operations = at('traces', 'service=user_svc operation="PO');
    assert.deepEqual(operations?.ask, { language: 'traces', of: 'operations', service: 'user_svc' });
    assert.equal(operations?.prefix, 'PO');
    assert.equal(at('traces', 'operation=x'), undefined);
  });

  it('writes a name in place of its beginning, with what belongs around it once', () => {
    const take = (language: Language, text: string, name: string) => {
      const cursor = text.indexOf('^');
      const query = text.replace('^', '');
      const completion = completionAt(language, query, cursor);
      assert.ok(completion);
      const done = completed(query, cursor, completion, name);
      return `${done.query.slice(0, done.cursor)}^${done.query.slice(done.cursor)}`;
    };
    assert.equal(take('promql', 'rate(ht^[1m])', 'http_x'), 'rate(http_x^[1m])');
    assert.equal(take('promql', 'up{jo^}', 'job'), 'up{job="^}');
    assert.equal(take('logql', '{service="us^"}', 'user_svc'), '{service="user_svc^"}');
    assert.equal(take('traces', 'service=a operation=PO^', 'POST /x'), 'service=a operation="POST /x" ^');
    assert.equal(take('traces', 'service=a operation="PO^', 'POST /x'), 'service=a operation="POST /x" ^');
    assert.equal(take('traces', 'service=a err^', 'error'), 'service=a error=^');
  });

  it('proposes names that begin with the text first, and none that is complete', () => {
    assert.deepEqual(matching(['a_rate', 'rate', 'rates', 'b'], 'rate'), ['rates', 'a_rate']);
  });
});

describe('the history', () => {
  const past = (query: string) => ({ language: 'logql', query }) as const;

  it('has each query once, the latest first, 50 at most', () => {
    const long = Array.from({ length: 60 }, (_, i) => past(`${i}`)).reduce(
      withQuery,
      [] as ReturnType<typeof historyIn>,
    );
    assert.deepEqual([long.length, long[0]?.query], [50, '59']);
    assert.deepEqual(withQuery([past('a'), past('b')], past('b')), [past('b'), past('a')]);
  });

  it('is empty where it cannot be read', () => {
    for (const text of [null, '{', '{"a":1}', '[1,{"query":2}]']) assert.deepEqual(historyIn(text), []);
  });
});

describe('names of series', () => {
  it('are the labels in which they differ, or all of a single one', () => {
    const labels = [
      { __name__: 'up', job: 'a', instance: '1' },
      { __name__: 'up', job: 'a', instance: '2' },
    ];
    assert.deepEqual(seriesNames(labels.map((one) => ({ labels: one }))), ['{instance="1"}', '{instance="2"}']);
    assert.deepEqual(seriesNames([{ labels: { __name__: 'up', job: 'a' } }]), ['up{job="a"}']);
    assert.deepEqual(seriesNames([{ labels: {} }]), ['value']);
  });
});

describe('a result', () => {
  it('has the unit that its query names', () => {
    assert.equal(unitOf('histogram_quantile(0.95, rate(x_seconds_bucket[5m]))'), 'seconds');
    assert.equal(unitOf('sum(rate(x_total{route="/a"}[1m]))'), 'rate');
    assert.equal(unitOf('rate(a[1m]) / rate(b[1m])'), 'none');
    assert.equal(unitOf('process_resident_memory_bytes'), 'bytes');
  });

  it('is asked for again by a command in which nothing ends the quotes', () => {
    assert.equal(curlOf(["http://a/?q='x'"]), "curl -sS 'http://a/?q='\\''x'\\'''");
  });
});
