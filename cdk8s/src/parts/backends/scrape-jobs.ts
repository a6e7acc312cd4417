import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

/** A job of backends/prometheus.yaml. */
export interface ScrapeJob {
  readonly job_name: 'services' | 'backends';
  readonly scrape_interval: string;
  readonly scrape_timeout: string;
  readonly scrape_protocols?: readonly string[];
  readonly metric_relabel_configs: readonly { source_labels: string[]; regex: string; action: string }[];
}

/** The jobs of backends/prometheus.yaml. What else scrapes the same parts does so in the same way. */
export const { scrape_configs: SCRAPE_JOBS } = parse(
  readFileSync(resolve(import.meta.dirname, '../../../../backends/prometheus.yaml'), 'utf8'),
) as { scrape_configs: readonly ScrapeJob[] };
