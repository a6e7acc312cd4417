import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { limited, limitedRange, stepOf } from '../../src/explore/limits.ts';
import { remember } from '../../src/explore/remember.ts';
import { seriesIn } from '../../src/explore/series.ts';
import { parseTraceQuery } from '../../src/explore/trace-query.ts';

describe('the limits of a query', () => {
  const end = new Date('2026-11-28T00:00:00Z');
  const daysBefore = (days: number) => ({ start: new Date(end.getTime() - days * 86_400_000), end });

  it('keep the last 7 days of a range, and say so', () => {
    assert.deepEqual(limitedRange(daysBefore(7)), { range: daysBefore(7), cuts: [] });
    const { range, cuts } = limitedRange(daysBefore(30));
    assert.deepEqual(range, daysBefore(7));
    assert.deepEqual(cuts, ['The range is limited to 7 days: it starts at 2026-11-21T00:00:00.000Z.']);
  });

  it('say what they leave out of a list', () => {
    assert.deepEqual(limited([1, 2], 2, 'series'), { list: [1, 2], cuts: [] });
    assert.deepEqual(limited([1, 2, 3], 2, 'series'), {
      list: [1, 2],
      cuts: ['The limit is 2 series: others are left out.'],
    });
  });

  it('allow no more than 300 points and no step below a second', () => {
    assert.equal(stepOf(daysBefore(1)), 288);
    assert.equal(stepOf({ start: new Date(end.getTime() - 1000), end }), 1);
  });
});

describe('a trace search', () => {
  it('has a service, an operation, durations and attributes', () => {
    const text = ' service=user_svc operation="POST /v1/conversions" minDuration=100ms error=true note="a \\"b\\"" ';
    assert.deepEqual(parseTraceQuery(text), {
      service: 'user_svc',
      operation: 'POST /v1/conversions',
      minDuration: '100ms',
      tags: { error: 'true', note: 'a "b"' },
    });
    assert.deepEqual(parseTraceQuery(''), {});
  });

  it('is refused with an example, and a duration with its units', () => {
    assert.throws(() => parseTraceQuery('service=a slow'), { status: 400, message: /^"slow" is no key=value\. Write/ });
    assert.throws(() => parseTraceQuery('operation="open'), { status: 400 });
    assert.throws(() => parseTraceQuery('minDuration=fast'), { status: 400, message: /such as 100ms, not "fast"/ });
  });
});

describe('series of an answer', () => {
  it('share one time axis, with null where one has no finite value', () => {
    const { times, series } = seriesIn([
      {
        metric: { a: '1' },
        values: [
          [10, '1'],
          [20, 'NaN'],
        ],
      },
      { metric: { a: '2' }, values: [[15, '2.5']] },
    ]);
    assert.deepEqual(times, [10, 15, 20]);
    assert.deepEqual(
      series.map(({ values }) => values),
      [
        [1, null, null],
        [null, 2.5, null],
      ],
    );
  });
});

describe('what is remembered', () => {
  it('is read once in its time, by key, and the oldest key is forgotten', async () => {
    let ms = 0;
    let reads = 0;
    const names = remember<number>({ seconds: 60, most: 2, now: () => ms });
    const read = async () => {
      reads += 1;
      return reads;
    };
    assert.deepEqual(await Promise.all([names('a', read), names('a', read)]), [1, 1]);
    ms = 59_999;
    assert.equal(await names('a', read), 1);
    ms = 60_000;
    assert.equal(await names('a', read), 2);
    await names('b', read);
    await names('c', read);
    assert.equal(await names('a', read), 5);
  });

  it('is no failure', async () => {
    const names = remember<number>({ seconds: 60, most: 2 });
    await assert.rejects(
      names('a', () => Promise.reject(new Error('away'))),
      /away/,
    );
    assert.equal(await names('a', async () => 1), 1);
  });
});
