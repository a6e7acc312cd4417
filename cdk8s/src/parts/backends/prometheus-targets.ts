import { type PartName, SERVICE_NAMES } from '@triptych/parts';
import { ALWAYS, type Condition, either, is } from '../../template/condition.ts';
import type { Context } from '../base/context.ts';
import { addressOf, metricsPort, portOf } from '../base/ports.ts';

/** What Prometheus scrapes, as files that it reads. backends/prometheus.yaml has the jobs that read them. */

const BACKENDS = ['alertmanager', 'jaeger', 'loki'] as const satisfies readonly PartName[];

/** A line for each target. `service_name` is the name of the part in its telemetry. */
const line = (name: PartName, address: string) => `- {targets: ["${address}"], labels: {service_name: ${name}}}\n`;
const target = (context: Context, name: PartName) => line(name, addressOf(context, name, metricsPort(name)));

export function serviceTargets(context: Context): string {
  const exists = { console: context.values.console.enabled } as Partial<Record<PartName, Condition>>;
  return SERVICE_NAMES.map((name) => either(exists[name] ?? ALWAYS, target(context, name), '')).join('');
}

/** The backends of this release, and Prometheus itself. */
export function backendTargets(context: Context): string {
  const bundled = BACKENDS.map((name) => either(is(context.values[name].mode, 'bundled'), target(context, name), ''));
  return line('prometheus', `localhost:${portOf('prometheus', 'http')}`) + bundled.join('');
}
