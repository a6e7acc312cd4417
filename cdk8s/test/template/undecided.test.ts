import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Type } from 'typebox';
import { entries } from '../../src/template/blocks.ts';
import { type Choice, type Condition, is } from '../../src/template/condition.ts';
import { expression } from '../../src/template/token.ts';
import { tokensOf, undecided } from '../../src/template/undecided.ts';
import { defaults } from '../../src/values.ts';

describe('tokensOf', () => {
  it('has a token for each value, at its path', () => {
    const schema = Type.Object({ on: Type.Boolean(), inner: Type.Object({ count: Type.Integer() }) });
    const tokens = tokensOf(schema);
    assert.equal(expression(tokens.on), '.Values.on');
    assert.equal(expression(tokens.inner.count), '(int64 .Values.inner.count)');
  });
});

const values = undecided(defaults());
const flag: Condition = values.ingress.enabled;
const mode: Choice<'bundled' | 'external'> = values.postgres.mode;

/** Never called. Each line below is one that the compiler refuses: `tsc` fails when it compiles. */
export function refusedByTheCompiler(): unknown {
  // @ts-expect-error TS1345: a condition is tested
  if (flag) return 1;
  // @ts-expect-error TS1345
  while (flag) return 2;
  // @ts-expect-error TS1345
  const chosen = flag ? 'a' : 'b';
  // @ts-expect-error TS1345
  const both = flag && 'a';
  // @ts-expect-error TS1345
  const one = flag || 'a';
  // @ts-expect-error TS1345
  const denied = !flag;
  // @ts-expect-error TS2367: a condition is not a boolean
  const same = flag === true;
  // @ts-expect-error TS2322
  const known: boolean = flag;
  // @ts-expect-error TS2345: a boolean is not a condition
  const map = entries(true, { a: 1 });
  // @ts-expect-error TS2367: a choice is not a text
  if (mode === 'external') return 3;
  // @ts-expect-error TS2322
  const copy: string = mode;
  // @ts-expect-error TS2345: the choice has no such option
  is(mode, 'disabled');
  return [chosen, both, one, denied, same, known, map, copy];
}
