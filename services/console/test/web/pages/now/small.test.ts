import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runbookLink } from '../../../../src/web/pages/now/runbook-link.ts';
import { sparklinePath } from '../../../../src/web/pages/now/sparkline-path.ts';

describe('a sparkline', () => {
  it('goes from 0 at the bottom to the largest value at the top', () => {
    assert.equal(sparklinePath([0, 2, 4], 20, 10), 'M0 10L10 5L20 0');
  });

  it('has gaps where values are missing', () => {
    assert.equal(sparklinePath([null, 1, 1, null, 1], 40, 10), 'M10 0L20 0M40 0');
  });

  it('is flat at the bottom for zeros, and empty without values', () => {
    assert.equal(sparklinePath([0, 0], 10, 10), 'M0 10L10 10');
    assert.equal(sparklinePath([], 10, 10), '');
    assert.equal(sparklinePath([null], 10, 10), '');
  });
});

describe('the link to a runbook', () => {
  it('is its URL, or the copy in the console of a path in the repository', () => {
    assert.equal(runbookLink('https://wiki/runbooks/X'), 'https://wiki/runbooks/X');
    assert.equal(runbookLink('docs/runbooks/BackendDown.md'), '/runbooks/BackendDown.md');
  });

  it('is no other scheme and no path elsewhere', () => {
    for (const hostile of ['javascript:alert(1)', 'docs/runbooks/../../etc/passwd', 'data:text/html,x', null]) {
      assert.equal(runbookLink(hostile), undefined);
    }
  });
});
