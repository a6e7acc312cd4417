import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { json } from '../../src/template/text.ts';

describe('known values', () => {
  it('become the JSON that Go writes', () => {
    assert.equal(json({ b: '<&>', a: [1] }), '{"a":[1],"b":"\\u003c\\u0026\\u003e"}');
  });
});
