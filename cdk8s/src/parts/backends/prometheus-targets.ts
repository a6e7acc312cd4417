import { type PartName, SERVICE_NAMES, type ServiceName } from '@triptych/parts';
import { ALWAYS, type Condition, either, is } from '../../template/condition.ts';
import type { Context } from '../base/context.ts';
import { addressOf, metricsPort, podsName, portOf } from '../base/ports.ts';
import { SCRAPE_JOBS, type ScrapeJob } from './scrape-jobs.ts';

/** What Prometheus scrapes, as files that it reads. backends/prometheus.yaml has the jobs that read them. */

const BACKENDS = ['alertmanager', 'jaeger', 'loki'] as const satisfies readonly PartName[];

/** A line for each target. `service_name` is the name of the part in its telemetry. */
const line = (name: PartName, address: string) => `- {targets: ["${address}"], labels: {service_name: ${name}}}\n`;
const target = (context: Context, name: PartName) => line(name, addressOf(context, name, metricsPort(name)));

/** A text for each service that the release has. */
function eachService({ values }: Context, textOf: (name: ServiceName) => string): string {
  const exists: Partial<Record<ServiceName, Condition>> = { console: values.console.enabled };
  return SERVICE_NAMES.map((name) => either(exists[name] ?? ALWAYS, textOf(name), '')).join('');
}

export const serviceTargets = (context: Context): string => eachService(context, (name) => target(context, name));

/**
 * The job with each pod of a service as a target, beside its Service. DNS knows the pods, so Prometheus needs no access to
 * the Kubernetes API. A pod that has ended stays in caches of DNS for half a minute.
 */
export function podsJob(context: Context): string {
  const [job] = SCRAPE_JOBS.filter(({ job_name: name }) => name === 'services') as [ScrapeJob];
  const { scrape_interval: interval, scrape_timeout: timeout, metric_relabel_configs: kept } = job;
  const lookUps = (name: ServiceName) =>
    // The cluster gives pods addresses of one of the two families.
    ['A', 'AAAA']
      .map((type) => {
        const names = podsName(context, name);
        return `      - {names: [${names}], type: ${type}, port: ${portOf(name, metricsPort(name))}, refresh_interval: 10s}\n`;
      })
      .join('');
  const label = (name: ServiceName) =>
    `      - {source_labels: [__meta_dns_name], regex: ${podsName(context, name)}, target_label: service_name, replacement: ${name}}\n`;
  return `  # Each pod of a service, found by DNS.
  - job_name: pods
    scrape_interval: ${interval}
    scrape_timeout: ${timeout}
    dns_sd_configs:
${eachService(context, lookUps)}    relabel_configs:
${eachService(context, label)}    metric_relabel_configs: ${JSON.stringify(kept)}
`;
}

/** The backends of this release, and Prometheus itself. */
export function backendTargets(context: Context): string {
  const bundled = BACKENDS.map((name) => either(is(context.values[name].mode, 'bundled'), target(context, name), ''));
  return line('prometheus', `localhost:${portOf('prometheus', 'http')}`) + bundled.join('');
}
