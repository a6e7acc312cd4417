import { SERVICE_NAMES } from '@triptych/parts';
import type { Construct } from 'constructs';
import { spread } from '../../template/blocks.ts';
import { is, present } from '../../template/condition.ts';
import { conditionOf, onlyWhen } from '../../template/conditional.ts';
import { parsed } from '../../template/text.ts';
import { sharedRulesOf } from '../backends/alert-rules.ts';
import { SCRAPE_JOBS, type ScrapeJob } from '../backends/scrape-jobs.ts';
import { sharedServiceObjectives } from '../backends/service-objectives.ts';
import { Component } from '../base/component.ts';
import type { Context } from '../base/context.ts';
import type { Part } from '../base/part.ts';
import { metricsPort } from '../base/ports.ts';
import { alertmanagerConfigSpec } from './alertmanager-config.ts';

const API = 'monitoring.coreos.com';

/** The parts to scrape, by job of backends/prometheus.yaml. Alertmanager is missing: the operator runs its own. */
const SCRAPED = { services: SERVICE_NAMES, backends: ['loki', 'jaeger'] } as const;
export type Scraped = (typeof SCRAPED)[keyof typeof SCRAPED][number];

/** Rules, scrape jobs and receivers for a Prometheus Operator that runs Prometheus and Alertmanager for this release. */
export class OperatorObjects extends Component {
  constructor(scope: Construct, context: Context, parts: Readonly<Record<Scraped, Part>>) {
    const { prometheus } = context.values;
    super(scope, context, 'monitoring', 'telemetry', is(prometheus.mode, 'operator'));
    const labels = prometheus.operatorLabels;
    for (const { name, text } of sharedRulesOf(context)) {
      const suffix = name.replace('.yaml', '');
      this.object(`${API}/v1`, 'PrometheusRule', { spec: spread(parsed(text)) }, { labels, suffix });
    }
    const suffix = 'service-objectives';
    this.object(
      `${API}/v1`,
      'PrometheusRule',
      { spec: spread(parsed(sharedServiceObjectives(context))) },
      { labels, suffix, scope: onlyWhen(this, suffix, present(context.values.services)) },
    );
    for (const job of SCRAPE_JOBS) {
      for (const name of SCRAPED[job.job_name]) this.monitor(parts[name], job);
    }
    this.object(`${API}/v1alpha1`, 'AlertmanagerConfig', { spec: alertmanagerConfigSpec(context) }, { labels });
  }

  private monitor(part: Part, job: ScrapeJob): void {
    const label = (targetLabel: string, replacement: string) => ({ targetLabel, replacement });
    const endpoint = {
      port: metricsPort(part.part),
      path: '/metrics',
      interval: job.scrape_interval,
      scrapeTimeout: job.scrape_timeout,
      relabelings: [label('job', job.job_name), label('service_name', part.part)],
      metricRelabelings: job.metric_relabel_configs.map(({ source_labels: sourceLabels, regex, action }) => ({
        sourceLabels,
        regex,
        action,
      })),
    };
    this.object(
      `${API}/v1`,
      'ServiceMonitor',
      {
        spec: {
          selector: { matchLabels: part.selector },
          endpoints: [endpoint],
          ...(job.scrape_protocols && { scrapeProtocols: job.scrape_protocols }),
        },
      },
      {
        labels: this.context.values.prometheus.operatorLabels,
        suffix: part.component,
        scope: onlyWhen(this, part.component, conditionOf(part)),
      },
    );
  }
}
