import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Construct } from 'constructs';
import { parse } from 'yaml';
import { spread } from '../../template/blocks.ts';
import { is } from '../../template/condition.ts';
import { conditionOf, onlyWhen } from '../../template/conditional.ts';
import { parsed } from '../../template/text.ts';
import { rulesOf } from '../backends/alert-rules.ts';
import type { Context } from '../base/context.ts';
import { Part } from '../base/part.ts';
import { alertmanagerConfigSpec } from './alertmanager-config.ts';

const API = 'monitoring.coreos.com';

/** What the bundled Prometheus does, which another has to do as well. */
const { scrape_configs: jobs } = parse(
  readFileSync(resolve(import.meta.dirname, '../../../../backends/prometheus.yaml'), 'utf8'),
) as { scrape_configs: readonly Job[] };

interface Job {
  readonly job_name: string;
  readonly scrape_interval: string;
  readonly scrape_timeout: string;
  readonly metric_relabel_configs: readonly { source_labels: string[]; regex: string; action: string }[];
}

/** Parts that Prometheus asks, by the name that each has everywhere, with the port of its Service. */
export type Monitored = Readonly<Record<string, readonly [part: Part, port: string]>>;

/** What the Prometheus Operator has to know, when it runs Prometheus and Alertmanager in place of this release. */
export class Monitoring extends Part {
  constructor(scope: Construct, context: Context, monitored: Readonly<Record<'services' | 'backends', Monitored>>) {
    const { prometheus } = context.values;
    super(scope, context, 'monitoring', 'telemetry', is(prometheus.mode, 'operator'));
    const labels = prometheus.operatorLabels;
    for (const { name, text } of rulesOf(context)) {
      const suffix = name.replace('.yaml', '');
      this.object(`${API}/v1`, 'PrometheusRule', { spec: spread(parsed(text)) }, { labels, suffix });
    }
    for (const job of jobs) {
      const parts = Object.entries(monitored[job.job_name as keyof typeof monitored]);
      for (const [name, [part, port]] of parts) this.monitor(part, port, name, job);
    }
    this.object(`${API}/v1alpha1`, 'AlertmanagerConfig', { spec: alertmanagerConfigSpec(context) }, { labels });
  }

  private monitor(part: Part, port: string, name: string, job: Job): void {
    const label = (targetLabel: string, replacement: string) => ({ targetLabel, replacement });
    const endpoint = {
      port,
      path: '/metrics',
      interval: job.scrape_interval,
      scrapeTimeout: job.scrape_timeout,
      relabelings: [label('job', job.job_name), label('service_name', name)],
      metricRelabelings: job.metric_relabel_configs.map(({ source_labels: sourceLabels, regex, action }) => ({
        sourceLabels,
        regex,
        action,
      })),
    };
    this.object(
      `${API}/v1`,
      'ServiceMonitor',
      { spec: { selector: { matchLabels: part.selector }, endpoints: [endpoint] } },
      {
        labels: this.context.values.prometheus.operatorLabels,
        suffix: part.component,
        scope: onlyWhen(this, part.component, conditionOf(part)),
      },
    );
  }
}
