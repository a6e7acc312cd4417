import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growth } from '../../src/verify/growth.ts';

const sample = (pod: string, value: number) => ({ labels: { pod, service_name: 'user_svc' }, value });

describe('growth', () => {
  it('is the sum of what all series gained', () => {
    assert.equal(growth([sample('a', 5), sample('b', 1)], [sample('b', 2), sample('a', 8)]), 4);
  });

  it('counts a new series from 0', () => {
    assert.equal(growth([], [sample('a', 2)]), 2);
  });

  it('counts a series from 0 after a reset', () => {
    assert.equal(growth([sample('a', 6212)], [sample('a', 3)]), 3);
  });

  it('ignores a series that is gone', () => {
    assert.equal(growth([sample('gone', 100), sample('a', 1)], [sample('a', 2)]), 1);
  });

  it('is 0 while no counter rises', () => {
    assert.equal(growth([sample('a', 7)], [sample('a', 7)]), 0);
  });
});
