import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAnswers, encodeQuestion } from '../../../src/cluster/doctor/dns.ts';

/** The answer of a server to a question: its question again, then one address under a pointer to the name. */
function answer(question: Buffer, code: number, address?: number[]): Buffer {
  const head = Buffer.from(question.subarray(2));
  head[3] = code;
  head.writeUInt16BE(address ? 1 : 0, 6);
  const record = address ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, ...address]) : Buffer.alloc(0);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(head.length + record.length);
  return Buffer.concat([length, head, record]);
}

test('a question has the bytes of the standard', () => {
  const text = encodeQuestion(258, 'a.bc.').toString('hex');
  assert.equal(
    text,
    ['0016', '0102', '0100', '0001', '0000', '0000', '0000', '0161026263', '00', '0001', '0001'].join(''),
  );
});

test('answers are decoded however the stream is cut', () => {
  const all = Buffer.concat([
    answer(encodeQuestion(1, 'loki.shop.svc'), 0, [10, 96, 0, 7]),
    answer(encodeQuestion(2, 'nobody'), 3),
  ]);
  const first = decodeAnswers(all.subarray(0, all.length - 1));
  assert.deepEqual(first.answers, [{ id: 1, code: 0, addresses: ['10.96.0.7'] }]);
  assert.deepEqual(decodeAnswers(all.subarray(first.used)).answers, [{ id: 2, code: 3, addresses: [] }]);
});
