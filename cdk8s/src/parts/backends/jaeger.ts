import type { V1EnvVar } from '@kubernetes/client-node';
import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { all, either, includes, is, not, present } from '../../template/condition.ts';
import { json } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { goMemory } from '../base/go-memory.ts';
import { listenOn, yamlHost } from '../base/listen.ts';
import { Part, secretVariable } from '../base/part.ts';

const DATA = '/var/lib/jaeger';

/** Jaeger: traces, in one process. */
export class Jaeger extends Part {
  /** URL that receives spans over OTLP/HTTP. */
  readonly otlpEndpoint: string;
  /** URL of its API and its pages. */
  readonly queryUrl: string;

  /** `prometheusUrl` has the metrics of its "Monitor" tab. It may be empty. */
  constructor(scope: Construct, context: Context, prometheusUrl: string) {
    const { jaeger: settings } = context.values;
    const bundled = is(settings.mode, 'bundled');
    super(scope, context, 'jaeger', bundled);
    const inBadger = is(settings.storage.type, 'badger');
    const [badger, elasticsearch, cassandra] = ['badger', 'elasticsearch', 'cassandra'].map((one) =>
      context.file(`backends/jaeger-${one}.yaml`),
    ) as [string, string, string];
    const elsewhere = either(is(settings.storage.type, 'elasticsearch'), elasticsearch, cassandra);
    const config = this.config({
      'jaeger.yaml': context.file('backends/jaeger.yaml'),
      'storage.yaml': either(inBadger, badger, elsewhere),
    });
    const started = { httpGet: { path: '/status', port: 'health' } };

    this.serviceAccount(settings);
    this.service('http', 'otlp-http', 'metrics');
    this.statefulSet({
      settings,
      dataPath: DATA,
      persistence: { ...settings.persistence, enabled: all(inBadger, settings.persistence.enabled) },
      gracePeriod: 60,
      checksum: config.checksum,
      credentials: context.credentials(settings.storage.existingSecret, '', []),
      container: {
        args: ['--config=/etc/jaeger/jaeger.yaml', '--config=/etc/jaeger/storage.yaml'],
        ports: this.containerPorts('http', 'otlp-http', 'metrics', 'health'),
        env: [
          ...goMemory(),
          { name: 'JAEGER_OTLP_ENDPOINT', value: listenOn(context, this.port('otlp-http')) },
          { name: 'JAEGER_HTTP_ENDPOINT', value: listenOn(context, this.port('http')) },
          { name: 'JAEGER_HEALTH_ENDPOINT', value: listenOn(context, this.port('health')) },
          { name: 'JAEGER_METRICS_HOST', value: yamlHost(context) },
          { name: 'JAEGER_DATA_DIR', value: DATA },
          { name: 'JAEGER_TTL', value: settings.retention },
          ...items(present(prometheusUrl), [{ name: 'PROMETHEUS_URL', value: prometheusUrl }]),
          ...items(not(inBadger), this.database()),
        ],
        // Startup: the storage is open, every component runs. Liveness: no component failed. Readiness: it serves its pages.
        startupProbe: { ...started, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 300 },
        livenessProbe: { ...started, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5, timeoutSeconds: 3 },
        volumeMounts: [{ name: 'config', mountPath: '/etc/jaeger' }],
      },
      volumes: [config.volume],
    });

    const { otlpEndpoint } = settings;
    const outside = either(includes(otlpEndpoint, '://'), otlpEndpoint, `http://${otlpEndpoint}`);
    this.otlpEndpoint = either(bundled, `http://${this.at('otlp-http')}`, outside);
    this.queryUrl = either(bundled, `http://${this.at('http')}`, settings.queryUrl);
  }

  /** Environment variables of a storage that is not on the volume. */
  private database(): V1EnvVar[] {
    const { storage } = this.context.values.jaeger;
    return [
      { name: 'JAEGER_STORAGE_URL', value: storage.url },
      { name: 'JAEGER_INDEX_PREFIX', value: storage.indexPrefix },
      { name: 'JAEGER_CASSANDRA_KEYSPACE', value: storage.keyspace },
      { name: 'JAEGER_CASSANDRA_DATACENTER', value: storage.datacenter },
      { name: 'JAEGER_CASSANDRA_REPLICATION_FACTOR', value: json(storage.replicationFactor) },
      { name: 'JAEGER_CASSANDRA_PLAINTEXT', value: either(storage.tls, 'false', 'true') },
      ...items(present(storage.existingSecret), [
        secretVariable('JAEGER_STORAGE_USERNAME', storage.existingSecret, 'username'),
        secretVariable('JAEGER_STORAGE_PASSWORD', storage.existingSecret, 'password'),
      ]),
    ];
  }
}
