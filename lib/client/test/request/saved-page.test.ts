import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toJson } from '../../src/request/json.ts';
import { SAVED_ELEMENT, savedPage } from '../../src/request/saved-page.ts';
import { line, report } from '../../src/request/testing.ts';

const HOSTILE = '</script><script>alert(1)</script><!--<script>\u2028';
const saved = {
  id: 'abc-123-def"><b>',
  request: toJson({ ...report, lines: [line(0, undefined, HOSTILE)] }),
  metrics: undefined,
};
const page = savedPage({ script: 'const x = "</script>"', style: 'a { content: "</style>" }' }, saved);
const [, json = ''] = new RegExp(`id="${SAVED_ELEMENT}">(.*)</script>`).exec(page) ?? [];

describe('a saved page', () => {
  it('holds the request as it is', () => {
    assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(saved)));
    assert.equal(JSON.parse(json).request.log_lines[0].message, HOSTILE);
  });

  it('gives a log line no way out of its element', () => {
    assert.doesNotMatch(json, /[<>]/);
    assert.equal(page.match(/<\/script>/gi)?.length, 2);
    assert.equal(page.match(/<\/style>/gi)?.length, 1);
    assert.ok(page.includes('<title>Request abc-123-def&#34;&#62;&#60;b&#62; – Triptych</title>'));
  });

  it('asks no other host: it has no address at all', () => {
    assert.doesNotMatch(page.replace(json, ''), /(?:src|href)=|https?:/);
    assert.match(page, /default-src 'none'/);
  });
});
