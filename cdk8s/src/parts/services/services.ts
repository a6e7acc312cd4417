import type { V1EnvVar } from '@kubernetes/client-node';
import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { all, type Condition, present } from '../../template/condition.ts';
import { asText } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { Service } from './service.ts';

type Environment = readonly V1EnvVar[];

const url = (context: Context, component: string, port: number) =>
  `http://${context.release.name}-${component}:${port}`;

/** Whether the Ingress answers https under a name. */
export const hasCertificate = ({ values: { ingress } }: Pick<Context, 'values'>): Condition =>
  all(ingress.enabled, present(ingress.host), present(ingress.tlsSecret));

/** The public API. */
export function userSvc(scope: Construct, context: Context, pictures: Environment): Service {
  const { userSvc: settings } = context.values;
  return new Service(scope, context, 'user-svc', {
    settings,
    port: 8081,
    nodePort: 30081,
    env: [
      { name: 'JOB_SVC_URL', value: url(context, 'job-svc', 8082) },
      ...items(hasCertificate(context), [{ name: 'PUBLIC_URL', value: `https://${context.values.ingress.host}` }]),
      { name: 'MAX_PICTURE_BYTES', value: asText(settings.maxPictureBytes) },
      { name: 'PICTURE_RETENTION_SECONDS', value: asText(settings.pictureRetentionSeconds) },
      ...pictures,
    ],
  });
}

/** The durable queue. */
export function jobSvc(scope: Construct, context: Context, database: Environment): Service {
  const { jobSvc: settings } = context.values;
  return new Service(scope, context, 'job-svc', {
    settings,
    port: 8082,
    nodePort: 30082,
    env: [
      { name: 'IMAGE_SVC_URL', value: url(context, 'image-svc', 8084) },
      { name: 'JOB_CONCURRENCY', value: asText(settings.concurrency) },
      { name: 'JOB_RETRY_LIMIT', value: asText(settings.retryLimit) },
      { name: 'JOB_RETENTION_SECONDS', value: asText(settings.retentionSeconds) },
      ...database,
    ],
  });
}

/** The conversions. */
export function imageSvc(scope: Construct, context: Context, pictures: Environment): Service {
  const { imageSvc: settings, userSvc: uploads } = context.values;
  return new Service(scope, context, 'image-svc', {
    settings,
    port: 8084,
    nodePort: 30084,
    env: [
      { name: 'MAX_PICTURE_BYTES', value: asText(uploads.maxPictureBytes) },
      { name: 'POOL_SIZE', value: asText(settings.poolSize) },
      { name: 'CONVERTER_MEMORY_BYTES', value: asText(settings.converterMemoryBytes) },
      { name: 'CONVERSION_DEADLINE_SECONDS', value: asText(settings.conversionDeadlineSeconds) },
      ...pictures,
    ],
  });
}
