import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCompose } from '../../../src/local/docker/compose.ts';
import { docker, engineAnswers, presentImages } from '../../../src/local/docker/engine.ts';
import { label, projectOf } from '../../../src/local/docker/project.ts';
import { isFree } from '../../../src/local/ports.ts';
import { repository } from '../../../src/local/stack.ts';
import { bringUp } from '../../support/stack.ts';

const { image } = readCompose(repository, ['alertmanager'], {}).alertmanager;
const hasImage = (await engineAnswers(process.env)) && (await presentImages([image], process.env)).size > 0;
const skip = hasImage ? false : `no container engine answers that has ${image}`;

test('a container starts, is started again when it dies, and leaves nothing but its data', { skip }, async () => {
  const stack = await bringUp({ only: ['alertmanager'], backends: 'docker' });
  try {
    const name = `${projectOf(stack.stack)}-alertmanager`;
    const ask = (...args: string[]) => docker(args, process.env);
    const listed = (what: string) => ask(...what.split(' '), '--quiet', `--filter=label=${label(stack.stack)}`);
    assert.equal((await fetch(stack.url('alertmanager', '/-/ready'))).status, 200);
    const { pid } = await stack.part('alertmanager');

    await ask('kill', name);
    while ((await stack.part('alertmanager')).restarts === 0) await sleep(50);
    await stack.ready('alertmanager');
    const again = await stack.part('alertmanager');
    assert.ok(again.healthy);
    assert.notEqual(again.pid, pid);

    await stack.stop('alertmanager');
    assert.equal(await listed('ps --all'), '');
    await stack.start('alertmanager');

    await stack.triptych('down');
    assert.equal(await listed('ps --all'), '');
    assert.equal(await listed('network ls'), '');
    assert.notEqual(await listed('volume ls'), '');
    assert.ok(await isFree(stack.port('alertmanager')));

    await stack.triptych('down', '--wipe');
    assert.equal(await listed('volume ls'), '');
  } finally {
    await stack.triptych('down', '--wipe');
    await stack.down();
  }
});
