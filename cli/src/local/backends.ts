import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Part, portOf } from './part.ts';
import { httpOk } from './probe.ts';
import type { Stack } from './stack.ts';

const address = (part: Part, stack: Stack, port: string) => `127.0.0.1:${portOf(part, stack, port)}`;
const config = (stack: Stack, name: string) => join(stack.root, 'backends', name);

/** Garbage is collected earlier than Go does by itself: on a laptop they have next to nothing to do. */
const heap = (limit: string) => ({ GOGC: '50', GOMEMLIMIT: limit });

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
    await mkdir(join(folder, 'targets'), { recursive: true });
    await copyFile(config(stack, 'prometheus.yaml'), join(folder, 'prometheus.yaml'));
    await cp(config(stack, 'rules'), join(folder, 'rules'), { recursive: true });
    const targets = `- targets: ["${address(alertmanager, stack, 'http')}"]\n`;
    await writeFile(join(folder, 'targets/alertmanager.yaml'), targets);
  },
  launch: (stack, file) => ({
    file,
    args: [
      `--config.file=${join(stack.run, 'prometheus/prometheus.yaml')}`,
      `--storage.tsdb.path=${join(stack.data, 'prometheus')}`,
      `--web.listen-address=${address(prometheus, stack, 'http')}`,
      '--web.enable-otlp-receiver',
      '--enable-feature=exemplar-storage,created-timestamp-zero-ingestion',
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
  async prepare(stack) {
    const folder = join(stack.run, 'alertmanager');
    await mkdir(folder, { recursive: true });
    await copyFile(config(stack, 'alertmanager.yaml'), join(folder, 'alertmanager.yaml'));
    // Nobody listens on the discard port: alerts are seen on the page, until a receiver is named.
    const url = stack.env.ALERT_WEBHOOK_URL ?? 'http://127.0.0.1:9/';
    await writeFile(join(folder, 'webhook_url'), url, { mode: 0o600 });
  },
  launch: (stack, file) => ({
    file,
    args: [
      `--config.file=${join(stack.run, 'alertmanager/alertmanager.yaml')}`,
      `--storage.path=${join(stack.data, 'alertmanager')}`,
      `--web.listen-address=${address(alertmanager, stack, 'http')}`,
      // Alone: without a port for others to join.
      '--cluster.listen-address=',
    ],
    // It looks there for the file that url_file names.
    cwd: join(stack.run, 'alertmanager'),
    defaults: heap('200MiB'),
  }),
  ready: (stack) => httpOk(portOf(alertmanager, stack, 'http'), '/-/ready'),
  stopSeconds: 10,
};

export const jaeger: Part = {
  name: 'jaeger',
  tier: 'backend',
  tool: 'jaeger',
  ports: { http: 16686, otlp: 14318, grpc: 16685, health: 13134 },
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
