import type { V1EnvVar } from '@kubernetes/client-node';
import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { either, is, present } from '../../template/condition.ts';
import type { Context } from '../base/context.ts';
import { goMemory } from '../base/go-memory.ts';
import { yamlHost } from '../base/listen.ts';
import { Part, secretVariable } from '../base/part.ts';

const DATA = '/var/loki';

/** Loki: logs, in one process. */
export class Loki extends Part {
  /** URL that receives log lines, up to and including /otlp. */
  readonly otlpEndpoint: string;
  /** URL of its API. */
  readonly queryUrl: string;

  constructor(scope: Construct, context: Context) {
    const { loki: settings } = context.values;
    const bundled = is(settings.mode, 'bundled');
    super(scope, context, 'loki', bundled);
    const config = this.config({ 'loki.yaml': context.file('backends/loki.yaml') });
    const get = (path: string) => ({ httpGet: { path, port: 'http' } });

    this.serviceAccount(settings);
    this.service('http');
    this.statefulSet({
      settings,
      dataPath: DATA,
      persistence: settings.persistence,
      // Before it stops, it writes the lines in memory to its storage.
      gracePeriod: 60,
      checksum: config.checksum,
      credentials: context.credentials(settings.storage.existingSecret, '', []),
      container: {
        args: ['-config.file=/etc/loki/loki.yaml', '-config.expand-env=true'],
        ports: this.containerPorts('http'),
        env: [
          ...goMemory(),
          { name: 'LOKI_HTTP_ADDRESS', value: yamlHost(context) },
          { name: 'LOKI_DATA_DIR', value: DATA },
          { name: 'LOKI_RETENTION', value: settings.retention },
          ...items(is(settings.storage.type, 's3'), this.s3()),
        ],
        // Startup: after a crash it first replays its write-ahead log. Liveness: its server answers. Readiness: all modules do.
        startupProbe: { ...get('/ready'), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 300 },
        livenessProbe: {
          ...get('/loki/api/v1/status/buildinfo'),
          periodSeconds: 10,
          timeoutSeconds: 5,
          failureThreshold: 6,
        },
        readinessProbe: { ...get('/ready'), periodSeconds: 5, timeoutSeconds: 3 },
        volumeMounts: [{ name: 'config', mountPath: '/etc/loki' }],
      },
      volumes: [config.volume],
    });

    const here = `http://${this.at('http')}`;
    this.otlpEndpoint = either(bundled, `${here}/otlp`, settings.otlpEndpoint);
    this.queryUrl = either(bundled, here, settings.queryUrl);
  }

  private s3(): V1EnvVar[] {
    const { bucket, region, endpoint, existingSecret } = this.context.values.loki.storage;
    return [
      { name: 'LOKI_OBJECT_STORE', value: 's3' },
      // So that a release on S3 needs no volume for the write-ahead log.
      { name: 'LOKI_FLUSH_ON_SHUTDOWN', value: 'true' },
      { name: 'LOKI_S3_BUCKET', value: bucket },
      { name: 'LOKI_S3_REGION', value: region },
      { name: 'LOKI_S3_ENDPOINT', value: endpoint },
      ...items(present(existingSecret), [
        secretVariable('AWS_ACCESS_KEY_ID', existingSecret, 'access-key-id'),
        secretVariable('AWS_SECRET_ACCESS_KEY', existingSecret, 'secret-access-key'),
      ]),
    ];
  }
}
