import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { SERVICE_NAMES } from '@triptych/parts';
import type { TestStack } from '../support/conversions.ts';
import { until } from '../support/until.ts';

export function requestIds(running: () => TestStack): void {
  describe('the request id', () => {
    let stack: TestStack;
    before(() => {
      stack = running();
    });

    const json = { 'content-type': 'application/json' };
    const cases: [string, RequestInit][] = [
      ['/health', {}],
      ['/health/ready', {}],
      ['/metrics', {}],
      ['/openapi.json', {}],
      ['/swaggerui', {}],
      ['/nowhere', {}],
      ['/v1/jobs/not-a-uuid', {}],
      ['/v1/conversions/00000000-0000-4000-8000-000000000000', {}],
      ['/v1/jobs', { method: 'POST', body: '{', headers: json }],
      ['/v1/jobs', { method: 'POST', body: '{}', headers: json }],
      ['/v1/conversions', { method: 'POST', body: 'hello' }],
      ['/image_svc/ConvertImage?format=webp', { method: 'POST', body: 'hello' }],
      ['/image_svc/ConvertImage?format=webp', { method: 'POST', body: new Uint8Array(26 * 1024 * 1024) }],
    ];

    for (const part of SERVICE_NAMES) {
      it(`is on every reply of ${part}, whatever happens`, async () => {
        for (const [i, [path, init]] of cases.entries()) {
          const id = `${part}.reply-${i}`;
          const reply = await fetch(stack.url(part, path), {
            ...init,
            headers: { ...init.headers, 'x-request-id': id },
          });
          assert.equal(reply.headers.get('x-request-id'), id, `${init.method ?? 'GET'} ${path}`);
          const body = await reply.text();
          if (reply.status >= 400 && path !== '/health/ready') assert.equal(JSON.parse(body).request_id, id, path);
        }
      });

      it(`is on every line that ${part} writes of a request`, async () => {
        const lines = await until(
          'an access-log line',
          async () =>
            (await readFile(join(stack.stack.logs, `${part}.log`), 'utf8'))
              .split('\n')
              .filter((line) => line.startsWith('{')),
          (found) => found.some((line) => line.includes('reply-8')),
        );
        const ofRequests = lines
          .map((line) => JSON.parse(line))
          .filter(({ metadata }) => metadata['http.route'] || metadata.err);
        assert.ok(ofRequests.length > 0);
        for (const { metadata } of ofRequests) assert.ok(metadata.request_id, JSON.stringify(metadata));
      });

      it(`is on the reply to what is not even HTTP, by ${part}`, async () => {
        const socket = connect(stack.port(part), '127.0.0.1');
        socket.end('this is not HTTP\r\n\r\n');
        const reply = await text(socket);
        assert.match(reply, /^HTTP\/1\.1 400 /);
        assert.match(reply, /x-request-id: [0-9a-f-]{36}/i);
      });
    }
  });
}
