import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const service = resolve(import.meta.dirname, '../..');
const MOST_BYTES = 80_000;

describe('the built page', () => {
  let folder: string;
  let files: { readonly path: string; readonly bytes: Buffer }[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triptych-page-'));
    const vite = resolve(service, '../../node_modules/vite/bin/vite.js');
    await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', folder], { cwd: service });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    files = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => {
          const path = join(entry.parentPath, entry.name);
          return { path: path.slice(folder.length + 1), bytes: await readFile(path) };
        }),
    );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it(`has at most ${MOST_BYTES / 1000} kB compressed, all of its pages together`, () => {
    const code = files.filter(({ path }) => ['.js', '.css', '.html'].includes(extname(path)));
    assert.ok(code.length > 1);
    const sizes = code.map(({ path, bytes }) => ({ path, size: gzipSync(bytes).length }));
    const sum = sizes.reduce((all, { size }) => all + size, 0);
    assert.ok(sum <= MOST_BYTES, `${sum} bytes: ${JSON.stringify(sizes)}`);
  });

  it('has no script and no style in its HTML, which the Content-Security-Policy would refuse', () => {
    const [page] = files.filter(({ path }) => path === 'index.html');
    const html = String(page?.bytes);
    assert.match(html, /<script type="module"[^>]* src="/);
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  });

  it('asks no other host for anything', () => {
    for (const { path, bytes } of files.filter(({ path }) => ['.css', '.html'].includes(extname(path)))) {
      assert.doesNotMatch(String(bytes), /(?:src|href)="https?:|url\(["']?https?:|@import/, path);
    }
  });
});
