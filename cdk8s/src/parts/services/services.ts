import type { V1EnvVar } from '@kubernetes/client-node';
import { SERVICE_NAMES, type ServiceName } from '@triptych/parts';
import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { chosen, either, is } from '../../template/condition.ts';
import { asText } from '../../template/text.ts';
import { Headers, headersChecksum } from '../backends/access.ts';
import type { Context } from '../base/context.ts';
import { hasCertificate } from '../base/entrance.ts';
import { addressOf } from '../base/ports.ts';
import { Service, type ServiceSettings } from './service.ts';

export interface Store {
  readonly environment: readonly V1EnvVar[];
  readonly checksum: string;
}

export interface Surroundings {
  readonly context: Context;
  /** Environment variables with the address and the credentials of the database, and a checksum of the credentials. */
  readonly database: Store;
  /** The same for the object store. */
  readonly pictures: Store;
  /** The URLs of the APIs of the backends; empty where there is none. */
  readonly backends: Readonly<Record<'jaeger' | 'loki' | 'prometheus' | 'alertmanager', string>>;
}

const TOKEN_FOLDER = '/etc/triptych/console';

/** The values of each service, and the environment variables that it has beside those that all services have. */
const SETTINGS = {
  user_svc: ({ context, pictures }) => {
    const { userSvc: settings, ingress } = context.values;
    return {
      settings,
      credentials: pictures.checksum,
      env: [
        { name: 'JOB_SVC_URL', value: `http://${addressOf(context, 'job_svc', 'http')}` },
        ...items(hasCertificate(context.values), [{ name: 'PUBLIC_URL', value: `https://${ingress.host}` }]),
        { name: 'MAX_PICTURE_BYTES', value: asText(settings.maxPictureBytes) },
        { name: 'PICTURE_RETENTION_SECONDS', value: asText(settings.pictureRetentionSeconds) },
        ...pictures.environment,
      ],
    };
  },
  job_svc: ({ context, database }) => {
    const { jobSvc: settings } = context.values;
    return {
      settings,
      credentials: database.checksum,
      env: [
        { name: 'IMAGE_SVC_URL', value: `http://${addressOf(context, 'image_svc', 'http')}` },
        { name: 'JOB_CONCURRENCY', value: asText(settings.concurrency) },
        { name: 'JOB_RETRY_LIMIT', value: asText(settings.retryLimit) },
        { name: 'JOB_RETENTION_SECONDS', value: asText(settings.retentionSeconds) },
        ...database.environment,
      ],
    };
  },
  image_svc: ({ context, pictures }) => {
    const { imageSvc: settings, userSvc: uploads } = context.values;
    return {
      settings,
      credentials: pictures.checksum,
      env: [
        { name: 'MAX_PICTURE_BYTES', value: asText(uploads.maxPictureBytes) },
        { name: 'POOL_SIZE', value: asText(settings.poolSize) },
        { name: 'CONVERTER_MEMORY_BYTES', value: asText(settings.converterMemoryBytes) },
        { name: 'CONVERSION_DEADLINE_SECONDS', value: asText(settings.conversionDeadlineSeconds) },
        ...pictures.environment,
      ],
      // Pictures on their way: SCRATCH_BYTES, and as much for results that are larger than their sources.
      sharedMemory: '256Mi',
    };
  },
  console: ({ context, backends }) => {
    const { console: settings, alerts, jaeger, loki, prometheus } = context.values;
    const external = { JAEGER: jaeger, LOKI: loki, PROMETHEUS: prometheus };
    const needsToken = is(settings.access, 'token');
    return {
      settings,
      exists: settings.enabled,
      credentials: headersChecksum(context),
      secretFiles: { existing: settings.existingSecret, keys: ['token'], path: TOKEN_FOLDER, needed: needsToken },
      env: [
        { name: 'USER_SVC_URL', value: `http://${addressOf(context, 'user_svc', 'http')}` },
        ...Object.entries(backends).map(([name, value]) => ({ name: `${name.toUpperCase()}_URL`, value })),
        ...Object.entries(external).flatMap(([name, backend]) => {
          const headers = new Headers(`TRIPTYCH_${name}_HEADER`, backend);
          return [...headers.values(), ...headers.asLines(`TRIPTYCH_${name}_HEADERS`)];
        }),
        { name: 'JAEGER_TTL', value: either(is(jaeger.mode, 'bundled'), jaeger.retention, 'unknown') },
        { name: 'LOKI_RETENTION', value: either(is(loki.mode, 'bundled'), loki.retention, 'unknown') },
        { name: 'JAEGER_PAGE_URL', value: settings.jaegerUrl },
        { name: 'GRAFANA_URL', value: alerts.grafanaUrl },
        { name: 'CONSOLE_ACCESS', value: chosen(settings.access) },
        ...items(needsToken, [{ name: 'CONSOLE_TOKEN_FILE', value: `${TOKEN_FOLDER}/token` }]),
        ...items(is(settings.access, 'proxy'), [{ name: 'CONSOLE_USER_HEADER', value: settings.userHeader }]),
        ...items(is(settings.access, 'open'), [{ name: 'CONSOLE_HOSTS', value: settings.hosts }]),
      ],
    };
  },
} satisfies Record<ServiceName, (surroundings: Surroundings) => ServiceSettings>;

/** Adds every service to a scope. */
export function addServices(scope: Construct, surroundings: Surroundings): Record<ServiceName, Service> {
  const services = SERVICE_NAMES.map((name) => {
    return [name, new Service(scope, surroundings.context, name, SETTINGS[name](surroundings))] as const;
  });
  return Object.fromEntries(services) as Record<ServiceName, Service>;
}
