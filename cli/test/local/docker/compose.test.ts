import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { interpolate, readCompose, readService } from '../../../src/local/docker/compose.ts';
import { parts } from '../../../src/local/parts/index.ts';
import { openStack, repository } from '../../../src/local/stack.ts';

const processes = parts.filter(({ group }) => group === 'collector' || group === 'backend');
const names = [...processes.map(({ name }) => name), 'grafana'];
const services = readCompose(repository, names, {});

describe('compose.yaml', () => {
  for (const part of processes) {
    const { name } = part;
    const service = services[name];
    const launch = part.launch(openStack(), name);

    it(`starts ${name} with the options that its process has`, () => {
      // Where it listens and what it reads are other things in a container.
      const optionsOf = (args: readonly string[] = []) =>
        args.flatMap((arg) => (/address=.|\.address=$/.test(arg) ? [] : (/^--?[\w.-]+/.exec(arg)?.[0] ?? []))).sort();
      assert.deepEqual(optionsOf(service?.command), optionsOf(launch.args));
      const switches = (args: readonly string[] = []) => args.filter((arg) => /^--enable-feature/.test(arg));
      assert.deepEqual(switches(service?.command), switches(launch.args));
    });

    it(`gives ${name} every setting that its process has`, () => {
      // Ports inside are those of the defaults.
      const wanted = Object.keys({ ...launch.defaults, ...launch.env }).filter((key) => !/_PORT$/.test(key));
      assert.deepEqual(Object.keys(service?.environment ?? {}).sort(), wanted.sort());
      assert.equal(service?.environment.GOMEMLIMIT, launch.defaults?.GOMEMLIMIT);
    });

    it(`publishes the ports of ${name} under their own numbers`, () => {
      const main = Object.values(part.ports)[0];
      assert.ok(service?.ports.some(({ host }) => host === main));
      for (const { host, container } of service?.ports ?? []) {
        assert.equal(host, container);
        assert.ok(Object.values(part.ports).includes(host), String(host));
      }
    });
  }

  it('mounts files and folders that exist', () => {
    for (const name of names) {
      for (const { source } of services[name]?.volumes ?? []) {
        if (source.startsWith('/')) assert.ok(existsSync(source), source);
      }
    }
  });

  it('gives Grafana the settings of backends/grafana/env.json, but a password that need not be in a file', () => {
    const wanted = JSON.parse(readFileSync(join(repository, 'backends/grafana/env.json'), 'utf8'));
    const { GF_SECURITY_ADMIN_PASSWORD: password, ...found } = services.grafana?.environment ?? {};
    assert.equal(password, 'triptych');
    const { GF_SECURITY_ADMIN_PASSWORD__FILE: _, ...settings } = wanted;
    const own = Object.fromEntries(Object.entries(found).filter(([key]) => !/^GRAFANA_\w+_URL$/.test(key)));
    assert.deepEqual(own, settings);
  });

  it('takes the receivers of alerts, and the password of Grafana, from the environment', () => {
    const { alertmanager, grafana } = readCompose(repository, ['alertmanager', 'grafana'], {
      ALERTMANAGER_CONFIG: '/run/alertmanager.yaml',
      ALERTMANAGER_RECEIVERS: '/run/receivers',
      GRAFANA_ADMIN_PASSWORD: 'secret',
    });
    const sources = alertmanager.volumes.map(({ source }) => source);
    assert.ok(['/run/alertmanager.yaml', '/run/receivers'].every((path) => sources.includes(path)));
    assert.equal(grafana.environment.GF_SECURITY_ADMIN_PASSWORD, 'secret');
  });
});

describe('a service', () => {
  it('is read with every setting that "docker run" gets', () => {
    const service = readService(
      {
        image: 'a/b:1',
        environment: { NUMBER: 1, YES: true },
        volumes: ['./here:/there:ro', 'kept:/data'],
        ports: ['127.0.0.1:80:8080'],
        user: '0:0',
      },
      '/root',
    );
    assert.deepEqual(service.environment, { NUMBER: '1', YES: 'true' });
    assert.deepEqual(service.volumes, [
      { source: '/root/here', target: '/there', readOnly: true },
      { source: 'kept', target: '/data', readOnly: false },
    ]);
    assert.deepEqual(service.ports, [{ host: 80, container: 8080 }]);
    assert.equal(service.user, '0:0');
  });

  it('is read without the settings for which the supervisor has its own means', () => {
    assert.ok(readService({ image: 'a/b:1', restart: 'always', healthcheck: {} } as never, '/'));
  });

  const refused: [string, object, RegExp][] = [
    ['a setting that is not understood', { image: 'a', privileged: true }, /"privileged" is not understood/],
    ['no image', {}, /no image/],
    ['a port that others reach', { image: 'a', ports: ['80:80'] }, /"80:80" is not 127\.0\.0\.1:PORT:PORT/],
    ['a volume without a target', { image: 'a', volumes: ['/data'] }, /"\/data" is not SOURCE:TARGET/],
  ];
  for (const [what, written, message] of refused) {
    it(`is refused with ${what}`, () => assert.throws(() => readService(written, '/'), message));
  }
});

describe('interpolation', () => {
  it('fills in variables and defaults, at any depth, and leaves two dollars as one', () => {
    const env = { SET: 'x', EMPTY: '' };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are for Compose
    const value = { a: ['${SET}-${EMPTY:-y}', '$$__value'], b: '${UNSET}', c: 1 };
    assert.deepEqual(interpolate(value, env), { a: ['x-y', '$__value'], b: '', c: 1 });
  });

  it('refuses forms that it does not know', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this one, too
    assert.throws(() => interpolate('${A:?must be set}', {}), /neither \$\{NAME\}/);
    assert.throws(() => interpolate('$A', {}), /neither \$\{NAME\}/);
  });
});
