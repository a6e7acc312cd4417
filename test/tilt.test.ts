import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { repository } from './support/programs.ts';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');

describe('Tiltfile', () => {
  it('gives the image of a service everything that its Dockerfile copies', () => {
    const [, list = ''] = /only=\[(.*)\],/.exec(read('Tiltfile')) ?? [];
    const given = [...list.matchAll(/'([^']+)'/g)].map(([, path]) => path ?? '');
    const copied = [...read('services/Dockerfile').matchAll(/^COPY ([^-].*) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    assert.ok(copied.length > 5, `${copied}`);
    // Of services/, only the one that is built, and its libraries.
    const missing = copied.filter((path) => path !== 'services' && !given.includes(path));
    assert.deepEqual(missing, []);
  });
});
