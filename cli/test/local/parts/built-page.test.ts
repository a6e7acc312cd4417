import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildPage } from '../../../src/local/parts/built-page.ts';

/** A service whose script "build" counts its runs in a file of its page. */
function service(build?: string): { root: string; page: string; source: string } {
  const root = mkdtempSync(join(tmpdir(), 'triptych-page-'));
  const folder = join(root, 'services/console');
  mkdirSync(join(folder, 'src/web'), { recursive: true });
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { build } }));
  const source = join(folder, 'src/web/main.tsx');
  writeFileSync(source, '');
  return { root, page: join(folder, 'dist/index.html'), source };
}
const COUNTS = 'echo built >> dist/index.html';
const builds = (page: string) => readFileSync(page, 'utf8').trim().split('\n').length;

describe('the page of a service', () => {
  it('is built when it is missing, and again only when a source is newer', async () => {
    const { root, page, source } = service(COUNTS);
    await buildPage(root, 'console');
    await buildPage(root, 'console');
    assert.equal(builds(page), 1);
    const later = new Date(Date.now() + 5000);
    utimesSync(source, later, later);
    await buildPage(root, 'console');
    assert.equal(builds(page), 2);
  });

  it('is not looked for where the package has no script "build"', async () => {
    const { root, page } = service();
    await buildPage(root, 'console');
    assert.equal(existsSync(page), false);
  });

  it('is a failure that says what the build said, and how to see everything', async () => {
    const { root } = service('echo "main.tsx:7 is wrong" && exit 1');
    await assert.rejects(
      buildPage(root, 'console'),
      /^Error: the page of console cannot be built; "npm run build -w services\/console" shows everything:[\s\S]*main\.tsx:7 is wrong/,
    );
  });
});
