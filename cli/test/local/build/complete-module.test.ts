import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { completeModule } from '../../../src/local/build/complete-module.ts';
import { sourceDir, tools } from '../../../src/local/build/tools.ts';
import { repository } from '../../../src/local/stack.ts';

test('a copy of a module has the files that the published one lacks, and replaces it in go.mod', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-module-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const source = join(folder, 'source');
  const published = join(folder, 'published');
  const into = join(folder, 'into');
  mkdirSync(source);
  mkdirSync(join(published, 'ui'), { recursive: true });
  writeFileSync(join(published, 'ui/web.go'), 'package ui');
  writeFileSync(join(source, 'go.mod'), 'module here\n');
  writeFileSync(join(source, 'go.sum'), 'sums');
  writeFileSync(join(source, 'page.html'), 'a page');
  // As Go leaves its cache.
  chmodSync(join(published, 'ui'), 0o555);

  const added = Object.fromEntries(['', '.gz', '.br'].map((end) => [`ui/dist/page.html${end}`, 'page.html']));
  completeModule({ module: 'example.com/a@v1.2.3', added }, { source, published, into });

  const read = (path: string) => readFileSync(join(into, path));
  assert.equal(String(read('module/ui/web.go')), 'package ui');
  assert.equal(String(read('module/ui/dist/page.html')), 'a page');
  assert.equal(String(gunzipSync(read('module/ui/dist/page.html.gz'))), 'a page');
  assert.equal(String(brotliDecompressSync(read('module/ui/dist/page.html.br'))), 'a page');
  assert.match(String(read('go.mod')), /^module here\n\s*replace example\.com\/a => \.\/module\n$/);
  assert.equal(String(read('go.sum')), 'sums');
  assert.ok(!existsSync(join(published, 'ui/dist')), 'the cache of Go is unchanged');
});

test('every file that a tool adds to its module exists', () => {
  const added = tools.flatMap((tool) =>
    Object.values(tool.added ?? {}).map((file) => join(sourceDir(tool, repository), file)),
  );
  assert.ok(added.length > 0);
  for (const path of added) assert.ok(existsSync(path), path);
});
