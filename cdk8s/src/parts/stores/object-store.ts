import type { V1EnvVar } from '@kubernetes/client-node';
import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { all, any, either, is, not, present } from '../../template/condition.ts';
import type { Context } from '../base/context.ts';
import { bracketedHost } from '../base/listen.ts';
import { Part, secretVariable } from '../base/part.ts';

/** What it would serve beside S3, and where it would report its use. */
const ONLY_S3 = [
  '-webdav=false',
  '-admin.ui=false',
  '-s3.port.iceberg=0',
  '-s3.port.lance=0',
  '-master.telemetry=false',
];

/** Keys of security.toml, as variables: of its filer, for writes and reads, and of its volume server. */
const SIGNED = ['FILER_SIGNING', 'FILER_SIGNING_READ', 'SIGNING', 'SIGNING_READ'].map((name) => `WEED_JWT_${name}_KEY`);

/** SeaweedFS: the bundled object store for pictures. */
export class ObjectStore extends Part {
  /** Environment variables with the address of the bucket and its credentials. */
  readonly environment: readonly V1EnvVar[];
  /** Checksum of these credentials; empty when it is unknown. */
  readonly checksum: string;

  constructor(scope: Construct, context: Context) {
    const { objectStore: settings } = context.values;
    const bundled = is(settings.mode, 'bundled');
    super(scope, context, 'object_store', bundled);
    const { secret, checksum } = this.secret(settings.existingSecret, ['access-key-id', 'secret-access-key']);
    const credentials = [
      secretVariable('AWS_ACCESS_KEY_ID', secret, 'access-key-id'),
      secretVariable('AWS_SECRET_ACCESS_KEY', secret, 'secret-access-key'),
    ];
    const answers = { tcpSocket: { port: 's3' } };

    this.serviceAccount(settings);
    this.service('s3');
    this.statefulSet({
      settings,
      credentials: checksum,
      dataPath: '/data',
      persistence: settings.persistence,
      container: {
        // Not the image's entry point, which needs root to take ownership of the volume.
        command: ['/usr/bin/weed', 'mini', '-dir=/data', ...ONLY_S3, `-ip.bind=${bracketedHost(context)}`],
        ports: this.containerPorts('s3'),
        // With both variables set, the store refuses requests without a signature.
        // The same secret signs the calls between its processes: without a signature they refuse to read and write.
        env: [...credentials, ...SIGNED.map((name) => secretVariable(name, secret, 'secret-access-key'))],
        startupProbe: { ...answers, periodSeconds: 1, failureThreshold: 60 },
        livenessProbe: { ...answers, periodSeconds: 10, timeoutSeconds: 5 },
        readinessProbe: { ...answers, periodSeconds: 5, timeoutSeconds: 3 },
      },
    });

    const hasCredentials = any(bundled, present(settings.existingSecret));
    this.checksum = either(hasCredentials, checksum, '');
    this.environment = [
      { name: 'STORE_S3_BUCKET', value: settings.bucket },
      { name: 'AWS_REGION', value: settings.region },
      ...items(bundled, [{ name: 'AWS_ENDPOINT_URL_S3', value: `http://${this.at('s3')}` }]),
      ...items(all(not(bundled), present(settings.endpoint)), [
        { name: 'AWS_ENDPOINT_URL_S3', value: settings.endpoint },
      ]),
      ...items(hasCredentials, credentials),
    ];
  }
}
