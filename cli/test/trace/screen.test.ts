import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { deepTrace, foreign, latency, line, report } from '@triptych/client/request/testing';
import { anyReport } from '@triptych/client/test/any-report';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { renderScreen } from '../../src/trace/screen.ts';

const screen = (width: number, more = {}) => renderScreen({ ...report, ...more }, width).map(stripVTControlCharacters);

describe('the screen of a trace', () => {
  it('shows a retried conversion as a whole', () => {
    assert.equal(
      `\n${screen(100).join('\n')}\n`,
      `
✔ POST /v1/conversions → 202, job succeeded after 2 attempts                                  1.20 s
request  abc-123-def
trace    5108c5f439cd48f6296e70837336d8c7
services user_svc → job_svc → image_svc   8 spans, 4 log lines
began    2026-11-22 00:00:00.000Z

    0 ms user_svc POST /v1/conversions 202                         ━                           20 ms
  3.0 ms │ · upload stored  picture.input.bytes=24042
  5.0 ms └ job_svc send conversions                                ━                          5.0 ms
   10 ms   ├ wait in the queue                                     ┄                          3.0 ms
   13 ms   ├ process conversions attempt 1 retried                 ━                           12 ms
   14 ms   │ ├ ✘ POST /image_svc/ConvertImage ECONNREFUSED         ━                           10 ms
   24 ms   │   · job retrying  image_svc cannot be reached  problem.code=image_svc_unavailable
   25 ms   ├ wait for attempt 2                                    ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄       1.00 s
  1.02 s   └ process conversions attempt 2 succeeded                                  ━━━━    175 ms
  1.03 s     ├ image_svc POST /image_svc/ConvertImage 200                             ━━━━    160 ms
  1.03 s     │ ├ converter wait                                                       ┄┄       40 ms
  1.07 s     │ └ convert picture png 640×480 → webp 320×240                            ━━━    110 ms
  1.18 s     │     · conversion completed  outcome=ok  duration_seconds=0.109
  1.20 s       · job succeeded

129 conversions to webp in the hour before   p50 69 ms   p95 140 ms   p99 220 ms
    ≤ 50 ms  ━━━━━━━━━━━━                           30      41 ms  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
   ≤ 100 ms  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━    90      70 ms  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
▸  ≤ 250 ms  ━━━━                                    9
▸ this request took 109 ms, longer than 93 % of them
`,
    );
  });

  it('shows services that nobody here wrote', () => {
    const lines = [
      line(0.1, 'page', 'frame asked', { service: 'shop', fields: { item: 'broken' }, requestId: undefined }),
      line(1.5, 'answer', 'Exception on /stock/broken [GET]', { service: 'stock', severity: 'error' }),
    ];
    const more = { requestId: undefined, spans: foreign, lines, latency: undefined };
    assert.equal(
      `\n${screen(100, more).join('\n')}\n`,
      `
✘ GET /frames/{item} → 502                                                                    3.3 ms
request  unknown
trace    5108c5f439cd48f6296e70837336d8c7
services shop → stock   3 spans, 2 log lines
began    2026-11-22 00:00:00.000Z

    0 ms ✘ shop GET /frames/{item} 502                             ━━━━━━━━━━━━━━━━━━━━━━━    3.3 ms
  0.1 ms │ · frame asked  item=broken
  0.2 ms └ ✘ HTTP GET /stock/broken 500                             ━━━━━━━━━━━━━━━━━━━━━     3.0 ms
  1.0 ms   └ ✘ stock GET /stock/<item> 500 RuntimeError: the shel…       ━━━━━━━━━━━━         1.6 ms
  1.5 ms       · Exception on /stock/broken [GET]

! No latencies: Prometheus has no measurements to compare with yet.
`,
    );
  });

  it('fits any width from 40 columns on, whatever the backends return', () => {
    fc.assert(
      fc.property(anyReport, fc.integer({ min: 40, max: 140 }), (any, width) => {
        for (const shown of renderScreen(any, width)) {
          assert.ok(stringWidth(shown) <= width, `${stringWidth(shown)} > ${width}: ${JSON.stringify(shown)}`);
          assert.doesNotMatch(stripVTControlCharacters(shown), /[\p{Cc}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });

  it('shows ids whole so that they can be copied, and has no bars where there is no room', () => {
    assert.ok(screen(100).some((shown) => shown.endsWith(`70 ms  ${'b'.repeat(32)}`)));
    for (const width of [80, 60, 40]) {
      assert.ok(screen(width).includes(`  70 ms ${'b'.repeat(32)}`));
    }
    assert.ok(screen(60).includes('trace    5108c5f439cd48f6296e70837336d8c7'));
    assert.ok(screen(60).some((shown) => /converter wait +40 ms$/.test(shown)));
    assert.ok(screen(60).includes('  p50 69 ms   p95 140 ms   p99 220 ms'));
  });

  it('names what is missing, and shows the rest', () => {
    const shown = screen(100, { spans: [], latency: undefined, missing: ['No spans: http://j does not answer'] });
    assert.match(shown[0] ?? '', /^\? log lines only/);
    assert.ok(shown.includes('! No spans: http://j does not answer'));
    assert.ok(shown.some((one) => one.includes('user_svc  upload stored')));
  });

  it('says that a trace was not sampled, instead of that it is missing', () => {
    const shown = screen(100, { spans: [], keptRatio: 0.2 });
    assert.ok(shown.includes('trace    5108c5f439cd48f6296e70837336d8c7   not sampled'));
    assert.match(shown.join(' '), /! Not sampled: 20 % of the fast traces without an error are kept/);
    assert.ok(!screen(100).join(' ').includes('not sampled'));
  });

  it('cuts long lines, but shows more of an error', () => {
    const long = 'words and words '.repeat(40);
    const rowsOf = (severity: string) =>
      screen(100, { lines: [{ ...report.lines[0], severity, message: long }] }).filter((one) =>
        one.includes('words and'),
      );
    assert.equal(rowsOf('info').length, 1);
    assert.equal(rowsOf('error').length, 3);
    assert.match(rowsOf('error').at(-1) ?? '', /…$/);
  });

  it('counts one conversion in the singular', () => {
    const shown = screen(100, { latency: { ...latency, count: 1 } });
    assert.ok(shown.some((one) => one.startsWith('1 conversion to webp in the hour before   p50 69 ms')));
  });

  it('counts the lines and spans that it leaves out', () => {
    const many = Array.from({ length: 20 }, () => report.lines[0]);
    assert.ok(screen(100, { lines: many }).some((shown) => shown.endsWith('· and 12 more lines')));
    const spans = Array.from({ length: 130 }, (_, i) => ({ ...report.spans[0], id: `span-${i}` }));
    assert.ok(screen(100, { spans }).some((shown) => shown.endsWith('… and 30 more spans')));
  });

  it('shows the first levels of a trace of 10,000 levels', () => {
    assert.ok(screen(100, { spans: deepTrace(10_000) }).some((shown) => shown.endsWith('… and 9900 more spans')));
  });
});
