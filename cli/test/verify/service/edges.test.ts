import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { span } from '@triptych/client/request/testing';
import { edgesOf } from '../../../src/verify/service/edges.ts';

const call = [
  span('page', undefined, 0, 10, { service: 'shop', kind: 'server' }),
  span('ask', 'page', 1, 8, { service: 'shop', kind: 'client' }),
  span('answer', 'ask', 2, 6, { service: 'stock', kind: 'server' }),
];

describe('the calls of a service in a trace', () => {
  it('are those that it makes and those that it gets', () => {
    const edge = { client: 'shop', server: 'stock' };
    assert.deepEqual(edgesOf(call, 'shop'), [edge]);
    assert.deepEqual(edgesOf(call, 'stock'), [edge]);
  });

  it('include messages through a queue', () => {
    const message = [
      span('send', undefined, 0, 1, { service: 'shop', kind: 'producer' }),
      span('take', 'send', 5, 1, { service: 'mailer', kind: 'consumer' }),
    ];
    assert.deepEqual(edgesOf(message, 'mailer'), [{ client: 'shop', server: 'mailer' }]);
  });

  it('are counted once, however often they are made', () => {
    const again = [...call, span('again', 'ask', 3, 1, { service: 'stock', kind: 'server' })];
    assert.equal(edgesOf(again, 'shop').length, 1);
  });

  it('leave out those between other services, those within one service, and those without a span of the caller', () => {
    assert.deepEqual(edgesOf(call, 'mailer'), []);
    assert.deepEqual(edgesOf([span('page', 'unknown', 0, 10, { service: 'shop', kind: 'server' })], 'shop'), []);
    const within = call.map((one) => ({ ...one, service: 'shop' }));
    assert.deepEqual(edgesOf(within, 'shop'), []);
  });
});
