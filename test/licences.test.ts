import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import versions from '../backends/versions.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/licences.md'), 'utf8');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { license?: string; dev?: boolean; link?: boolean }>;
};

describe('docs/licences.md', () => {
  it('has a row for each program', () => {
    for (const name of Object.keys(versions)) assert.match(page, new RegExp(`^\\|.*\\(\`${name}\`\\)`, 'm'), name);
  });

  it('names the licence of each package that is not for development alone', () => {
    const used = Object.entries(packages).filter(
      ([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link,
    );
    assert.ok(used.length > 100);
    for (const [path, { license = '' }] of used) {
      const choices = license.replaceAll(/[()]/g, '').split(' OR ');
      assert.ok(
        choices.some((choice) => choice.split(' AND ').every((one) => one !== '' && page.includes(one))),
        `${path} is under "${license}", which the page does not name`,
      );
    }
  });
});
