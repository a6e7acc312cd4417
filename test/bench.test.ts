import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { imageFlags } from '../bench/support/image-flags.ts';
import { withResults } from '../bench/support/results.ts';
import type { Row } from '../bench/telemetry/results.ts';

const root = resolve(import.meta.dirname, '..');

interface Output<R> {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly rows: readonly R[];
}

/** Runs a bench briefly. Nothing here asserts how fast something was. */
async function smoke<R>(file: string): Promise<Output<R>> {
  const { stdout } = await promisify(execFile)(process.execPath, [file, '--smoke', '--json'], { cwd: root });
  return JSON.parse(stdout);
}

describe('bench/telemetry.ts', () => {
  it('accounts for every request on every side that needs no installation', async () => {
    const { machine, rows } = await smoke<Row>('bench/telemetry.ts');
    assert.deepEqual(Object.keys(machine), ['date', 'commit', 'node', 'cpu', 'cores', 'loadBefore']);
    assert.deepEqual(
      rows.map(({ side }) => side),
      ['bare', 'ours', 'ours, Collector away', 'ours, SDK off'],
    );
    for (const row of rows) {
      assert.ok(row.requests > 20, `${row.side}: ${row.requests} requests`);
      for (const value of [row.requestsPerSecond, row.p99Millis, row.cpuMicrosPerRequest, row.busy, row.rssMegabytes]) {
        assert.ok(value > 0, JSON.stringify(row));
      }
    }
    const [bare, ours, , off] = rows;
    assert.equal(bare?.printed, bare?.requests);
    assert.equal(off?.printed, (off?.requests ?? 0) * 2);
    assert.deepEqual(ours?.expected, { spans: ours?.requests, lines: (ours?.requests ?? 0) * 2 });
    assert.deepEqual({ spans: ours?.spans, lines: ours?.lines }, ours?.expected);
    assert.equal(ours?.printed, ours?.lines);
    assert.equal(ours?.dropped, 0);
    assert.ok((ours?.bytesPerRequest ?? 0) > 0);
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
