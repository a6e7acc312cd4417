import type { V1KeyToPath } from '@kubernetes/client-node';
import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { either, is, present } from '../../template/condition.ts';
import { replaced } from '../../template/replaced.ts';
import { json } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { goMemory } from '../base/go-memory.ts';
import { listenOn } from '../base/listen.ts';
import { Part } from '../base/part.ts';
import { rulesOf } from './alert-rules.ts';
import { backendTargets, podsJob, serviceTargets } from './prometheus-targets.ts';
import { serviceObjectives } from './service-objectives.ts';

const DATA = '/prometheus';
const CONFIG = '/etc/prometheus/config';

/** Prometheus: metrics and alert rules. */
export class Prometheus extends Part {
  /** URL that receives metrics, up to and including /otlp. */
  readonly otlpEndpoint: string;
  readonly queryUrl: string;

  /** `alertmanager` is HOST:PORT, or empty. */
  constructor(scope: Construct, context: Context, alertmanager: string) {
    const { prometheus: settings } = context.values;
    const bundled = is(settings.mode, 'bundled');
    super(scope, context, 'prometheus', bundled);
    const rules = [...rulesOf(context), { name: 'service-objectives.yaml', text: serviceObjectives(context) }];
    const config = this.config({
      'prometheus.yaml': this.configuration(),
      'alertmanager.yaml': either(present(alertmanager), `- targets: ["${alertmanager}"]\n`, '[]\n'),
      'services.yaml': serviceTargets(context),
      'backends.yaml': backendTargets(context),
      ...Object.fromEntries(rules.map(({ name, text }) => [`rules.${name}`, text])),
    });
    const files: V1KeyToPath[] = [
      { key: 'prometheus.yaml', path: 'prometheus.yaml' },
      ...['alertmanager.yaml', 'services.yaml', 'backends.yaml'].map((key) => ({ key, path: `targets/${key}` })),
      ...rules.map(({ name }) => ({ key: `rules.${name}`, path: `rules/${name}` })),
    ];
    const get = (path: string) => ({ httpGet: { path, port: 'http' } });
    const secret = present(settings.remoteWriteSecret);

    this.serviceAccount(settings);
    this.service('http');
    this.statefulSet({
      settings,
      dataPath: DATA,
      persistence: settings.persistence,
      // An orderly stop writes the samples in memory to disk, so the next start has no write-ahead log to replay.
      gracePeriod: 120,
      checksum: config.checksum,
      container: {
        args: [
          `--config.file=${CONFIG}/prometheus.yaml`,
          `--storage.tsdb.path=${DATA}`,
          `--web.listen-address=${listenOn(context, this.port('http'))}`,
          '--web.enable-otlp-receiver',
          '--enable-feature=exemplar-storage,created-timestamp-zero-ingestion',
        ],
        ports: this.containerPorts('http'),
        env: goMemory(),
        // After a crash it first replays its write-ahead log, which can take minutes.
        startupProbe: { ...get('/-/ready'), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 450 },
        livenessProbe: { ...get('/-/healthy'), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        readinessProbe: { ...get('/-/ready'), periodSeconds: 5, timeoutSeconds: 3 },
        volumeMounts: [
          { name: 'config', mountPath: CONFIG },
          ...items(secret, [{ name: 'remote-write', mountPath: '/etc/prometheus/remote-write', readOnly: true }]),
        ],
      },
      volumes: [
        { name: 'config', configMap: { name: this.name, items: files } },
        ...items(secret, [
          { name: 'remote-write', secret: { secretName: settings.remoteWriteSecret, defaultMode: 0o440 } },
        ]),
      ],
    });

    const here = `http://${this.at('http')}`;
    this.otlpEndpoint = either(bundled, `${here}/api/v1/otlp`, settings.otlpEndpoint);
    this.queryUrl = either(bundled, here, settings.queryUrl);
  }

  /** The file of the repository with the values written into it: Prometheus takes them from nowhere else. */
  private configuration(): string {
    const { retention, remoteWrite, externalLabels } = this.context.values.prometheus;
    const file = this.context.file('backends/prometheus.yaml');
    const kept = replaced(
      replaced(file, 'time: 31d', `time: ${retention.time}`),
      'size: 5GB',
      `size: ${retention.size}`,
    );
    const named = replaced(
      kept,
      'global:\n',
      `global:\n${either(present(externalLabels), `  external_labels: ${json(externalLabels)}\n`, '')}`,
    );
    const withPods = replaced(named, 'scrape_configs:\n', `scrape_configs:\n${podsJob(this.context)}`);
    return `${withPods}${either(present(remoteWrite), `\nremote_write: ${json(remoteWrite)}\n`, '')}`;
  }
}
