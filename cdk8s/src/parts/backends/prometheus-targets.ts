import { either, is } from '../../template/condition.ts';
import type { Context } from '../base/context.ts';
import { JAEGER_METRICS } from './jaeger.ts';

/** What Prometheus asks, as files that it reads: backends/prometheus.yaml says what for. */

/** A line for each target, with the name that it has everywhere. */
const line = (name: string, address: string) => `- {targets: ["${address}"], labels: {service_name: ${name}}}\n`;

export function serviceTargets({ release }: Context): string {
  const ports = { user: 8081, job: 8082, image: 8084 };
  return Object.entries(ports)
    .map(([name, port]) => line(`${name}_svc`, `${release.name}-${name}-svc:${port}`))
    .join('');
}

/** Those of this release, and Prometheus itself. */
export function backendTargets({ release, values }: Context): string {
  const ports = { alertmanager: 9093, jaeger: JAEGER_METRICS, loki: 3100 } as const;
  const bundled = Object.entries(ports).map(([name, port]) =>
    either(is(values[name as keyof typeof ports].mode, 'bundled'), line(name, `${release.name}-${name}:${port}`), ''),
  );
  return line('prometheus', 'localhost:9090') + bundled.join('');
}
