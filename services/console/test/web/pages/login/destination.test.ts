import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { destination } from '../../../../src/web/pages/login/destination.ts';

const HERE = 'http://localhost:8080';

describe('the page after a login', () => {
  it('is the one that needed the login', () => {
    assert.equal(destination('/request/abc-123-def?span=1#logs', HERE), '/request/abc-123-def?span=1#logs');
  });

  for (const to of [
    null,
    '',
    '//evil.example.com',
    'https://evil.example.com/',
    '/\\evil.example.com',
    'javascript:alert(1)',
  ])
    it(`is the first view for ${to}`, () => assert.equal(destination(to, HERE), '/'));

  it('is not the login page again', () => assert.equal(destination('/login?to=/login', HERE), '/'));
});
