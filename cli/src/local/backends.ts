import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backendsFolder } from './environment.ts';
import { notificationsFolder, writeNotifications } from './notifications.ts';
import { type Part, portOf } from './part.ts';
import { httpOk } from './probe.ts';
import { servicePorts } from './service-ports.ts';
import type { Stack } from './stack.ts';

const address = (part: Part, stack: Stack, port: string) => `127.0.0.1:${portOf(part, stack, port)}`;
const config = (stack: Stack, name: string) => join(backendsFolder(stack), name);

/** Garbage is collected earlier than Go does by itself: on a laptop they have next to nothing to do. */
const heap = (limit: string) => ({ GOGC: '50', GOMEMLIMIT: limit });

/** Something that Prometheus asks, with the name that it has everywhere. */
const target = (name: string, address: string) => ({ targets: [address], labels: { service_name: name } });

/** The Collector: everything the services tell goes through it, and waits in it for a backend that is not up. */
export const otelcol: Part = {
  name: 'otelcol',
  tier: 'collector',
  tool: 'otelcol',
  ports: { grpc: 4317, http: 4318, health: 13133 },
  launch: (stack, file) => ({
    file,
    args: ['--config', join(stack.root, 'collector/config.yaml')],
    defaults: heap('240MiB'),
    env: {
      OTELCOL_GRPC_ENDPOINT: address(otelcol, stack, 'grpc'),
      OTELCOL_HTTP_ENDPOINT: address(otelcol, stack, 'http'),
      OTELCOL_HEALTH_ENDPOINT: address(otelcol, stack, 'health'),
      OTELCOL_DATA_DIR: join(stack.data, 'otelcol'),
      JAEGER_OTLP_ENDPOINT: address(jaeger, stack, 'otlp'),
      PROMETHEUS_OTLP_ENDPOINT: `http://${address(prometheus, stack, 'http')}/api/v1/otlp`,
      LOKI_OTLP_ENDPOINT: `http://${address(loki, stack, 'http')}/otlp`,
    },
  }),
  ready: (stack) => httpOk(portOf(otelcol, stack, 'health'), '/'),
  stopSeconds: 20,
};

export const prometheus: Part = {
  name: 'prometheus',
  tier: 'backend',
  tool: 'prometheus',
  ports: { http: 9090 },
  page: '/',
  // Its files beside each other, as it reads no environment: the address of Alertmanager is one of them.
  async prepare(stack) {
    const folder = join(stack.run, 'prometheus');
    // A rule of an earlier start would still be evaluated.
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, 'targets'), { recursive: true });
    await copyFile(config(stack, 'prometheus.yaml'), join(folder, 'prometheus.yaml'));
    await cp(config(stack, 'rules'), join(folder, 'rules'), { recursive: true });
    const write = (name: string, targets: readonly object[]) =>
      writeFile(join(folder, `targets/${name}.yaml`), JSON.stringify(targets));
    await write('alertmanager', [{ targets: [address(alertmanager, stack, 'http')] }]);
    await write(
      'services',
      Object.entries(servicePorts).map(([name, port]) => target(name, `127.0.0.1:${port + stack.offset}`)),
    );
    await write('backends', [
      target('prometheus', address(prometheus, stack, 'http')),
      target('alertmanager', address(alertmanager, stack, 'http')),
      target('loki', address(loki, stack, 'http')),
      target('jaeger', address(jaeger, stack, 'metrics')),
    ]);
  },
  launch: (stack, file) => ({
    file,
    args: [
      `--config.file=${join(stack.run, 'prometheus/prometheus.yaml')}`,
      `--storage.tsdb.path=${stack.env.PROMETHEUS_DATA_DIR ?? join(stack.data, 'prometheus')}`,
      `--web.listen-address=${address(prometheus, stack, 'http')}`,
      '--web.enable-otlp-receiver',
      '--enable-feature=exemplar-storage,created-timestamp-zero-ingestion',
      ...(stack.env.PROMETHEUS_FLAGS?.split(' ') ?? []),
    ],
    defaults: heap('200MiB'),
  }),
  ready: (stack) => httpOk(portOf(prometheus, stack, 'http'), '/-/ready'),
  stopSeconds: 20,
};

export const alertmanager: Part = {
  name: 'alertmanager',
  tier: 'backend',
  tool: 'alertmanager',
  ports: { http: 9093 },
  page: '/',
  prepare: (stack) => writeNotifications(stack, `http://${address(prometheus, stack, 'http')}`),
  launch: (stack, file) => ({
    file,
    args: [
      `--config.file=${join(notificationsFolder(stack), 'alertmanager.yaml')}`,
      `--storage.path=${stack.env.ALERTMANAGER_DATA_DIR ?? join(stack.data, 'alertmanager')}`,
      `--web.listen-address=${address(alertmanager, stack, 'http')}`,
      // Alone: without a port for others to join.
      '--cluster.listen-address=',
    ],
    // It looks there for the files with secrets.
    cwd: notificationsFolder(stack),
    defaults: heap('200MiB'),
  }),
  ready: (stack) => httpOk(portOf(alertmanager, stack, 'http'), '/-/ready'),
  stopSeconds: 10,
};

export const jaeger: Part = {
  name: 'jaeger',
  tier: 'backend',
  tool: 'jaeger',
  ports: { http: 16686, otlp: 14318, grpc: 16685, health: 13134, metrics: 14888 },
  page: '/',
  launch: (stack, file) => ({
    file,
    args: ['--config', config(stack, 'jaeger.yaml'), '--config', config(stack, 'jaeger-badger.yaml')],
    defaults: heap('200MiB'),
    env: {
      JAEGER_OTLP_ENDPOINT: address(jaeger, stack, 'otlp'),
      JAEGER_HTTP_ENDPOINT: address(jaeger, stack, 'http'),
      JAEGER_GRPC_ENDPOINT: address(jaeger, stack, 'grpc'),
      JAEGER_HEALTH_ENDPOINT: address(jaeger, stack, 'health'),
      JAEGER_METRICS_HOST: '127.0.0.1',
      JAEGER_METRICS_PORT: String(portOf(jaeger, stack, 'metrics')),
      JAEGER_DATA_DIR: join(stack.data, 'jaeger'),
      PROMETHEUS_URL: `http://${address(prometheus, stack, 'http')}`,
    },
  }),
  ready: (stack) => httpOk(portOf(jaeger, stack, 'health'), '/status'),
  stopSeconds: 20,
};

export const loki: Part = {
  name: 'loki',
  tier: 'backend',
  tool: 'loki',
  ports: { http: 3100, grpc: 9095 },
  launch: (stack, file) => ({
    file,
    args: [`-config.file=${config(stack, 'loki.yaml')}`, '-config.expand-env=true'],
    defaults: heap('250MiB'),
    env: {
      LOKI_HTTP_ADDRESS: '127.0.0.1',
      LOKI_HTTP_PORT: String(portOf(loki, stack, 'http')),
      LOKI_GRPC_PORT: String(portOf(loki, stack, 'grpc')),
      LOKI_DATA_DIR: join(stack.data, 'loki'),
    },
  }),
  ready: (stack) => httpOk(portOf(loki, stack, 'http'), '/ready'),
  stopSeconds: 30,
};
