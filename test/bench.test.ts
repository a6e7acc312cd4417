import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SERVICE_NAMES } from '@triptych/parts';
import type { Row as ConversionRow } from '../bench/conversion/results.ts';
import type { Cost } from '../bench/largest-pictures/converter.ts';
import { sharesOf } from '../bench/profile/shares.ts';
import type { Row as ProfileRow } from '../bench/profile.ts';
import type { Row as StartRow } from '../bench/start.ts';
import { imageFlags } from '../bench/support/image-flags.ts';
import { withResults } from '../bench/support/results.ts';
import type { Row } from '../bench/telemetry/results.ts';
import { smoke } from './support/bench.ts';

describe('bench/telemetry.ts', () => {
  it('accounts for every request on every side that needs no installation', async () => {
    const { machine, rows } = await smoke<Row>('bench/telemetry.ts');
    assert.deepEqual(Object.keys(machine), ['date', 'commit', 'node', 'cpu', 'cores', 'loadBefore']);
    assert.deepEqual(
      rows.map(({ side }) => side),
      ['bare', 'bare, 60 µs of work', 'ours', 'ours, Collector away', 'ours, SDK off'],
    );
    for (const row of rows) {
      assert.ok(row.requests > 20, `${row.side}: ${row.requests} requests`);
      for (const value of [row.requestsPerSecond, row.p99Millis, row.cpuMicrosPerRequest, row.busy, row.rssMegabytes]) {
        assert.ok(value > 0, JSON.stringify(row));
      }
    }
    const [bare, working, ours, , off] = rows;
    assert.ok((working?.cpuMicrosPerRequest ?? 0) > 60);
    assert.equal(bare?.printed, bare?.requests);
    assert.equal(off?.printed, (off?.requests ?? 0) * 2);
    assert.deepEqual(ours?.expected, { spans: ours?.requests, lines: (ours?.requests ?? 0) * 2 });
    assert.deepEqual({ spans: ours?.spans, lines: ours?.lines }, ours?.expected);
    assert.equal(ours?.printed, ours?.lines);
    assert.equal(ours?.dropped, 0);
    assert.ok((ours?.bytesPerRequest ?? 0) > 0);
  });
});

describe('bench/profile.ts', () => {
  it('counts a native function to its caller, and neither idle time nor the loading of modules', () => {
    const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
      id,
      callFrame: { functionName, url },
      children,
    });
    const profile = {
      nodes: [
        node(1, '(root)', '', [2, 4, 5]),
        node(2, 'write', 'file:///app/node_modules/pino/lib/proto.js', [3]),
        node(3, 'toString', ''),
        node(4, '(idle)', ''),
        node(5, 'load', 'node:internal/modules/cjs/loader', [6]),
        node(6, 'setup', 'file:///app/node_modules/fastify/fastify.js'),
      ],
      samples: [2, 3, 4, 6],
      timeDeltas: [10, 30, 1000, 50],
    };
    assert.deepEqual(sharesOf(profile), [{ part: 'log lines', share: 1 }]);
  });

  it('shares the CPU of a request among the parts that a request passes', async () => {
    const { rows } = await smoke<ProfileRow>('bench/profile.ts');
    const parts = rows.map(({ part }) => part);
    for (const part of ['Fastify', 'log lines', 'gRPC', 'OpenTelemetry SDK', 'histogram'])
      assert.ok(parts.includes(part), part);
    assert.ok(Math.abs(rows.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    for (const { micros } of rows) assert.ok(micros > 0);
  });
});

describe('bench/conversion.ts', () => {
  it('converts the same picture to the same size on every side that needs no installation', async () => {
    const { rows } = await smoke<ConversionRow>('bench/conversion.ts');
    assert.deepEqual(
      rows.map(({ side }) => side),
      ['raw sharp', 'image_svc'],
    );
    const [raw, service] = rows;
    for (const row of rows) {
      assert.ok(row.conversions >= 4, JSON.stringify(row));
      for (const value of [row.perSecond, row.medianMillis, row.p99Millis]) assert.ok(value > 0, JSON.stringify(row));
      assert.ok(row.mainMillis + row.converterMillis > 0, JSON.stringify(row));
    }
    assert.equal(raw?.converterMillis, 0);
    const headers = (service?.bytes ?? 0) - (raw?.bytes ?? 0);
    assert.ok(headers > 100 && headers < 1000, `${headers} bytes of headers`);
  });
});

describe('bench/largest-pictures.ts', () => {
  it('converts every kind of picture', async () => {
    const { rows } = await smoke<Cost & { readonly name: string }>('bench/largest-pictures.ts');
    assert.equal(rows.length, 11);
    for (const row of rows) {
      for (const value of [row.seconds, row.peakMegabytes, row.afterMegabytes])
        assert.ok(value > 0, JSON.stringify(row));
    }
  });
});

describe('benches', () => {
  it('start servers with the flags of the images', () => {
    for (const flag of imageFlags()) assert.match(flag, /^--[\w-]+(=\w+)?$/);
  });

  it('replace the last results in their page, and nothing else', () => {
    const page = '# Bench\n<!-- last results -->\n\nold\n\n<!-- end of last results -->\nmore\n';
    const next = withResults(page, 'new', 'bench.md');
    assert.equal(next, '# Bench\n<!-- last results -->\n\n```\nnew\n```\n\n<!-- end of last results -->\nmore\n');
    assert.equal(withResults(next, 'new', 'bench.md'), next);
    assert.throws(() => withResults('# Bench\n', 'new', 'bench.md'), /bench\.md has no place for results/);
  });
});

describe('bench/start.ts', () => {
  it('starts every service', async () => {
    const { rows } = await smoke<StartRow>('bench/start.ts');
    assert.deepEqual([...new Set(rows.map(({ service }) => service))], SERVICE_NAMES);
    for (const row of rows) assert.ok(row.millis > 0, JSON.stringify(row));
  });
});
