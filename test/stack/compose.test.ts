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
import { freePortOffset, whyNoContainers } from './support/containers.ts';
import { until } from './support/until.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');

const skip = await unavailable();

/** Why Compose cannot run here, or false. */
async function unavailable(): Promise<string | false> {
  return run('docker', ['compose', 'version']).then(whyNoContainers, () => 'docker compose is not installed');
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
    offset = await freePortOffset();
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
