import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { report } from '@triptych/client/request/testing';
import { savePage } from '../../src/trace/save.ts';

const AWAY = 'http://127.0.0.1:9';

describe('a request as a page in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-save-'));
  const file = join(folder, 'page.html');

  it('is the built page with the request in it, also where Prometheus does not answer', async () => {
    writeFileSync(join(folder, 'saved.js'), 'const built = 1;');
    writeFileSync(join(folder, 'saved.css'), 'a { color: red }');
    await savePage(file, 'abc-123-def', report, AWAY, folder);
    const page = readFileSync(file, 'utf8');
    for (const part of ['const built = 1;', 'a { color: red }', '"request_id":"abc-123-def"', 'conversion completed']) {
      assert.ok(page.includes(part), part);
    }
  });

  it('says how to build the page where it is missing', async () => {
    await assert.rejects(
      savePage(file, 'abc-123-def', report, AWAY, join(folder, 'none')),
      /npm run build -w services\/console/,
    );
  });

  it('says that a file cannot be written', async () => {
    await assert.rejects(savePage(join(folder, 'no/such/page.html'), 'abc', report, AWAY, folder), /cannot be written/);
  });
});
