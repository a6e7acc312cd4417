import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ALWAYS,
  above,
  all,
  any,
  type Condition,
  either,
  is,
  NEVER,
  not,
  present,
} from '../../src/template/condition.ts';
import { firstOf } from '../../src/template/text.ts';
import { token } from '../../src/template/token.ts';
import { undecided } from '../../src/template/undecided.ts';

const on = token<Condition>('.Values.on');

describe('conditions on known values', () => {
  it('are compared, combined and chosen between at once', () => {
    const { mode } = undecided({ mode: 'bundled' as 'bundled' | 'external' });
    assert.equal(is(mode, 'bundled', 'external'), true);
    assert.equal(all(ALWAYS, not(NEVER), above(2, 1)), true);
    assert.equal(any(NEVER, present('')), false);
    assert.equal(either(NEVER, 'a', 'b'), 'b');
    assert.equal(firstOf('', 'fallback'), 'fallback');
  });
});

describe('conditions on tokens', () => {
  it('are decided as far as is known', () => {
    assert.equal(all(on, NEVER), false);
    assert.equal(any(on, ALWAYS), true);
    assert.equal(all(ALWAYS, on), on);
  });

  it('that are negated twice are themselves', () => {
    assert.equal(not(not(on)), on);
    assert.equal(not(not(present(token('.Values.x')))), present(token('.Values.x')));
  });
});

describe('a missing condition', () => {
  it('is an error, although the compiler lets a caller leave it out', () => {
    assert.throws(() => not(), /A condition is undefined: is an argument missing\?/);
  });
});
