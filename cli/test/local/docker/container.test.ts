import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ComposeService, readService } from '../../../src/local/docker/compose.ts';
import { type Container, containerPart } from '../../../src/local/docker/container.ts';
import { projectOf } from '../../../src/local/docker/project.ts';
import { describePart } from '../../../src/local/parts/index.ts';
import { jaeger } from '../../../src/local/parts/jaeger.ts';
import { openStack } from '../../../src/local/stack.ts';

const service: ComposeService = readService(
  {
    image: 'docker.io/a/b:1',
    command: ['--config=/c.yaml'],
    environment: { PASSWORD: 'secret' },
    volumes: ['./c.yaml:/c.yaml:ro', 'kept:/data'],
    ports: ['127.0.0.1:16686:16686'],
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    read_only: true,
    user: '0:0',
    working_dir: '/etc',
  },
  '/repo',
);
const stack = openStack(100, { TRIPTYCH_DIR: '/somewhere' }, '/repo');
const container: Container = {
  service: () => service,
  hosts: () => ['host.docker.internal:172.18.0.1'],
  flags: ({ env }) => env.JAEGER_FLAGS?.split(' ') ?? [],
};
const part = containerPart(describePart('jaeger', jaeger), container, stack);

describe('a part in a container', () => {
  it('is run as compose.yaml says, on the ports of its stack', () => {
    const project = projectOf(stack);
    assert.deepEqual(part.launch(stack, '').args, [
      'run',
      '--rm',
      '--pull=never',
      `--name=${project}-jaeger`,
      `--label=triptych.stack=${project}`,
      `--network=${project}`,
      '--network-alias=jaeger',
      '--add-host=host.docker.internal:172.18.0.1',
      '--publish=127.0.0.1:16786:16686',
      '--env=PASSWORD',
      '--mount=type=bind,source=/repo/c.yaml,target=/c.yaml,readonly',
      `--mount=type=volume,source=${project}_kept,target=/data,volume-label=triptych.stack=${project}`,
      '--tmpfs=/tmp',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges:true',
      '--read-only',
      '--user=0:0',
      '--workdir=/etc',
      'docker.io/a/b:1',
      '--config=/c.yaml',
    ]);
  });

  it('is run with the settings and the flags of its present environment', () => {
    const changed: Container = { ...container, service: ({ env }) => ({ ...service, user: env.JAEGER_USER ?? '0:0' }) };
    const { args } = containerPart(describePart('jaeger', jaeger), changed, stack).launch(
      { ...stack, env: { ...stack.env, JAEGER_USER: '1:1', JAEGER_FLAGS: '--one --two=2' } },
      '',
    );
    assert.ok(args.includes('--user=1:1'));
    assert.deepEqual(args.slice(-3), ['--config=/c.yaml', '--one', '--two=2']);
  });

  it('keeps values off the command line, which every user can read', () => {
    const { args, env } = part.launch(stack, '');
    assert.ok(!args.join(' ').includes('secret'));
    assert.equal(env?.PASSWORD, 'secret');
  });

  it('has the published ports, and no binary to be built', () => {
    assert.deepEqual(part.ports, { http: 16686 });
    assert.equal(part.tool, undefined);
    assert.equal(part.prepare, undefined);
    assert.equal(part.image, 'docker.io/a/b:1');
  });

  it('shares no name with the same part of another stack', () => {
    const others = [openStack(200, stack.env, '/repo'), openStack(100, { TRIPTYCH_DIR: '/elsewhere' }, '/repo')];
    for (const other of others) assert.notEqual(projectOf(other), projectOf(stack));
  });
});
