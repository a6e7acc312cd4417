import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const FOLDER = new URL('../../../../backends/grafana/provisioning/', import.meta.url);

/** Where the data sources of tests are; what Grafana's environment says. */
export const ENVIRONMENT = {
  GRAFANA_PROMETHEUS_URL: 'http://prometheus:9090',
  GRAFANA_LOKI_URL: 'http://loki:3100',
  GRAFANA_JAEGER_URL: 'http://jaeger:16686',
  GRAFANA_ALERTMANAGER_URL: 'http://alertmanager:9093',
  GRAFANA_DASHBOARDS_DIR: '/etc/grafana/dashboards',
};

/** A provisioning file as Grafana has it once it has expanded the environment in each of its texts. */
export function readProvisioning(path: string, environment: Readonly<Record<string, string>> = ENVIRONMENT): unknown {
  return expandAll(parse(readFileSync(new URL(path, FOLDER), 'utf8')), environment);
}

function expandAll(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return expand(value, environment);
  if (Array.isArray(value)) return value.map((item) => expandAll(item, environment));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandAll(item, environment)]));
}

/**
 * As `interpolateValue` of Grafana's pkg/services/provisioning/values: `$$` is a dollar sign, and between those the
 * environment is expanded. What is not set becomes nothing there; here it is an error.
 */
export function expand(text: string, environment: Readonly<Record<string, string>>): string {
  const names = /\$(?:\{([^}]*)\}|(\w*))/g;
  return text
    .split('$$')
    .map((part) =>
      part.replace(names, (_, braced?: string, plain?: string) => {
        const name = braced ?? plain ?? '';
        const value = environment[name];
        if (value === undefined) throw new Error(`${name} is not set; for a dollar sign write $$: ${text}`);
        return value;
      }),
    )
    .join('$');
}
