import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { METRICS } from '@triptych/catalogue';
import type { Problem } from '@triptych/contracts';
import { captureTelemetry } from '@triptych/telemetry/testing';
import Type from 'typebox';
import { acceptAnyContentType } from '../src/bytes.ts';
import { servicePlugin } from '../src/plugin.ts';
import { createServer, type Server } from '../src/server.ts';
import { exchange, type Reply } from './support/exchange.ts';

const capture = captureTelemetry('user_svc');
const HEAD = 'host: localhost\r\nconnection: close\r\n';

let app: Server;
let base: string;
before(async () => {
  const { telemetry } = capture;
  app = createServer(telemetry);
  await app.register(servicePlugin, { telemetry, description: 'A server for tests.' });
  app.get('/things/:id', { schema: { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) } }, async () => '');
  app.put('/things/:id', async () => 'put');
  const Sized = Type.Object({ size: Type.Integer() });
  app.post('/sized', { schema: { body: Sized, querystring: Sized } }, async (request) => [request.query, request.body]);
  app.post('/echo', async (request) => request.body);
  await app.register(async (child: Server) => {
    acceptAnyContentType(child, 'application/json');
    child.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, { bytes: body }));
    child.post('/bytes', async (request) => request.body);
  });
  base = await app.listen({ host: '127.0.0.1', port: 0 });
});
after(() => app.close());
beforeEach(() => capture.reset());

const send = (line: string, rest = '') => exchange(base, `${line} HTTP/1.1\r\n${HEAD}${rest}\r\n`);
const post = (path: string, headers: string, body: string) =>
  exchange(base, `POST ${path} HTTP/1.1\r\n${HEAD}${headers}content-length: ${body.length}\r\n\r\n${body}`);

/** Asserts that the reply is a problem with a request id, and that there are one line and one measurement of it. */
async function refused(reply: Reply, status: number, code: string, method: string, route: string): Promise<Problem> {
  assert.equal(reply.status, status);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  const problem = JSON.parse(reply.body) as Problem;
  assert.deepEqual([problem.status, problem.code], [status, code]);
  assert.equal(problem.request_id, reply.headers.get('x-request-id'));
  await capture.until(() => capture.lines().length > 0);
  const [line, ...others] = capture.lines();
  assert.deepEqual(others, []);
  assert.equal(line?.message, 'request completed');
  const { metadata } = line;
  assert.deepEqual(
    [metadata.request_id, metadata['http.response.status_code'], metadata['problem.code'], metadata['http.route']],
    [problem.request_id, status, code, route],
  );
  const labels = { http_request_method: method, http_route: route, http_response_status_code: String(status) };
  assert.ok(((await capture.sample(`${METRICS.httpServerRequestDuration.name}_count`, labels)) ?? 0) > 0);
  return problem;
}

describe('a request that no route takes is a problem with a request id, a line and a metric', () => {
  for (const path of ['/%zz', '/things/%ff', '/swaggerui/static/%'])
    it(`when its path ${path} cannot be decoded`, async () => {
      await refused(await send(`GET ${path}`), 400, 'malformed_url', 'GET', 'unmatched');
      assert.equal(capture.lines()[0]?.metadata['url.path'], path);
    });

  it('when its path is unknown, whatever its body is', async () => {
    const type = 'content-type: application/json\r\n';
    await refused(await post('/nowhere', type, '{'), 404, 'route_not_found', 'POST', 'unmatched');
  });

  it('when its URL is too long', async () => {
    const { detail } = await refused(
      await send(`GET /${'a'.repeat(20_000)}`),
      414,
      'url_too_long',
      '_OTHER',
      'unmatched',
    );
    assert.match(detail, /16 KiB/);
  });

  it('when its headers are too large', async () => {
    const reply = await send('GET /echo', `x-long: ${'a'.repeat(20_000)}\r\n`);
    await refused(reply, 431, 'malformed_request', '_OTHER', 'unmatched');
  });

  it('when it is not HTTP', async () => {
    await refused(await exchange(base, 'hello\r\n\r\n'), 400, 'malformed_request', '_OTHER', 'unmatched');
  });

  it('when it has no Host header', async () => {
    const reply = await exchange(base, 'GET /nowhere HTTP/1.1\r\nconnection: close\r\n\r\n');
    await refused(reply, 400, 'malformed_request', 'GET', 'unmatched');
  });
});

describe('a request that its route refuses', () => {
  it('has a parameter of 300 characters, and gets the reason from the schema', async () => {
    const reply = await send(`GET /things/${'a'.repeat(300)}`);
    const { errors } = await refused(reply, 400, 'invalid_request', 'GET', '/things/:id');
    assert.deepEqual(errors, [{ field: 'id', message: 'must be a uuid' }]);
  });

  it('has a chunked body that is malformed, and gets one reply and one line', async () => {
    const head = `POST /echo HTTP/1.1\r\n${HEAD}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    await refused(await exchange(base, `${head}zz\r\n`), 400, 'malformed_request', 'POST', '/echo');
    assert.ok(!capture.lines().some(({ message }) => message === 'request aborted'));
  });

  it('has a content type for which there is no parser, and gets the type to send', async () => {
    for (const type of ['', 'content-type: jpeg\r\n', 'content-type: image/png\r\n']) {
      capture.reset();
      const { detail } = await refused(await post('/echo', type, '{}'), 415, 'unsupported_media_type', 'POST', '/echo');
      assert.match(detail, /application\/json/);
    }
  });
});

describe('a known path', () => {
  it('refuses methods that it does not have, and lists those that it has', async () => {
    for (const [line, method, allow] of [
      ['DELETE /things/1?x=1', 'DELETE', 'GET, HEAD, PUT, OPTIONS'],
      ['PATCH /echo', 'PATCH', 'POST, OPTIONS'],
      ['HEAD /echo', 'HEAD', 'POST, OPTIONS'],
      ['TRACE /health', 'TRACE', 'GET, HEAD, OPTIONS'],
      ['PROPFIND /metrics', 'PROPFIND', 'GET, HEAD, OPTIONS'],
    ] as const) {
      capture.reset();
      const reply = await send(line);
      assert.equal(reply.headers.get('allow'), allow);
      if (method === 'HEAD') assert.deepEqual([reply.status, reply.body], [405, '']);
      else await refused(reply, 405, 'method_not_allowed', method, 'unmatched');
    }
  });

  it('answers OPTIONS with the methods that it has', async () => {
    for (const [path, allow] of [
      ['/things/1', 'GET, HEAD, PUT, OPTIONS'],
      ['/echo', 'POST, OPTIONS'],
      ['/health/ready', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const { status, headers, body } = await send(`OPTIONS ${path}`);
      assert.deepEqual([status, headers.get('allow'), body], [204, allow, '']);
      assert.ok(headers.get('x-request-id'));
    }
    assert.equal((await send('OPTIONS *')).status, 204);
    assert.equal((await send('OPTIONS /nowhere')).status, 404);
  });

  it('answers HEAD as GET, without a body', async () => {
    const { status, headers, body } = await send('HEAD /health');
    assert.deepEqual([status, headers.get('content-length'), body], [200, '15', '']);
  });

  it('ignores an unknown expectation', async () => {
    assert.equal((await send('GET /health', 'expect: nonsense\r\n')).status, 200);
  });
});

describe('a value of another type', () => {
  const json = 'content-type: application/json\r\n';

  it('is converted in a query, where all values are text', async () => {
    const { status, body } = await post('/sized?size=7', json, '{"size":8}');
    assert.deepEqual([status, body], [200, '[{"size":7},{"size":8}]']);
  });

  it('is refused in JSON', async () => {
    for (const size of ['"8"', 'true', '[8]', 'null']) {
      capture.reset();
      const reply = await post('/sized?size=7', json, `{"size":${size}}`);
      const { errors } = await refused(reply, 400, 'invalid_request', 'POST', '/sized');
      assert.deepEqual(errors, [{ field: 'size', message: 'must be of type integer' }]);
    }
  });
});

describe('a route where the bytes decide', () => {
  for (const type of [undefined, '', 'jpeg', 'image/', 'image/x-foo', 'text/plain', 'a/b; c', 'image/png, image/jpeg'])
    it(`takes a body of the type ${JSON.stringify(type)}`, async () => {
      const header = type === undefined ? '' : `content-type: ${type}\r\n`;
      const { status, body } = await post('/bytes', header, '{"a":1}');
      assert.deepEqual([status, body], [200, '{"bytes":"{\\"a\\":1}"}']);
    });

  it('parses the excepted type', async () => {
    for (const type of ['application/json', 'Application/JSON; charset=utf-8'])
      assert.equal((await post('/bytes', `content-type: ${type}\r\n`, '{"a":1}')).body, '{"a":1}');
  });
});

describe('the OpenAPI document', () => {
  it('declares problem+json for the errors of every route', async () => {
    interface Operation {
      responses: Record<string, { content?: Record<string, unknown> }>;
    }
    const { paths } = (await (await fetch(`${base}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { responses }] of Object.entries(operations))
        for (const status of ['4XX', '5XX'])
          assert.deepEqual(
            Object.keys(responses[status]?.content ?? {}),
            ['application/problem+json'],
            `${method} ${path}: ${status}`,
          );
  });
});
