import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { query } from '@triptych/client/prometheus';
import { mainPort, SERVICE_NAMES } from '@triptych/parts';
import { parse } from 'yaml';
import { missingImages } from '../../cli/src/local/docker/backing.ts';
import { parts } from '../../cli/src/local/parts/index.ts';
import { freeOffset } from '../../cli/src/local/ports.ts';
import { openStack, repository } from '../../cli/src/local/stack.ts';
import { until } from './support/until.ts';

const run = promisify(execFile);

const skip = await unavailable();

/** Why Compose cannot run here, or false. Compose itself and the base image of the services are not pulled by a test. */
async function unavailable(): Promise<string | false> {
  try {
    await run('docker', ['compose', 'version']);
    await run('docker', ['version']);
  } catch {
    return 'docker compose does not run here';
  }
  const [missing] = await missingImages(openStack());
  return missing !== undefined && `the container engine does not have ${missing}`;
}

describe('docker compose up', { skip }, () => {
  const project = `triptych-test-${process.pid}`;
  let folder: string;
  let offset: number;
  const compose = (...args: string[]) => {
    const files = ['-f', join(repository, 'compose.yaml'), '-f', join(folder, 'ports.yaml')];
    return run('docker', ['compose', '-p', project, ...files, ...args], {
      env: { ...process.env, DOCKER_BUILDKIT: '1' },
      maxBuffer: 64 * 1024 * 1024,
    });
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triptych-compose-'));
    offset = await freeOffset(parts, (at) => openStack(at));
    await writeFile(join(folder, 'ports.yaml'), await shiftedPorts(offset));
    await compose('up', '--build', '--detach', '--wait', '--wait-timeout', '300');
  });
  after(async () => {
    await compose('down', '--volumes', '--timeout', '10');
    await rm(folder, { recursive: true });
  });

  it('starts every part, and their signals link to each other', async () => {
    const main = join(repository, 'cli/src/main.ts');
    const { stdout } = await run(process.execPath, [main, 'verify', '--port-offset', `${offset}`, '--json']);
    assert.ok((JSON.parse(stdout) as { ok: boolean }).ok, stdout);
  });

  it('asks each service whether it is up', async () => {
    await until(
      'a scrape of each service',
      () => query(`http://127.0.0.1:${mainPort('prometheus') + offset}`, 'up{job="services"} == 1'),
      ({ length }) => length === SERVICE_NAMES.length,
    );
  });
});

/** A file for Compose that moves every published port, so that a stack of this machine may run beside the test. */
async function shiftedPorts(offset: number): Promise<string> {
  const { services } = parse(await readFile(join(repository, 'compose.yaml'), 'utf8'), { merge: true }) as {
    services: Record<string, { ports?: string[] }>;
  };
  const shift = (port: string) => port.replace(/:(\d+):/, (_, host) => `:${Number(host) + offset}:`);
  const lines = Object.entries(services).flatMap(([name, { ports = [] }]) =>
    ports.length === 0 ? [] : [`  ${name}: {ports: !override ${JSON.stringify(ports.map(shift))}}`],
  );
  return ['services:', ...lines, ''].join('\n');
}
