import type { PartName } from '@triptych/parts';
import { firstOf, labelValue } from '../../template/text.ts';
import type { Values } from '../../values.ts';
import type { Context } from './context.ts';

/** The group of values that has the image of a part. */
const GROUPS = {
  user_svc: 'userSvc',
  job_svc: 'jobSvc',
  image_svc: 'imageSvc',
  console: 'console',
  postgres: 'postgres',
  object_store: 'objectStore',
  otelcol: 'collector',
  otelcol_agent: 'collector',
  otelcol_gateway: 'collector',
  kube_state_metrics: 'kubeStateMetrics',
  jaeger: 'jaeger',
  loki: 'loki',
  prometheus: 'prometheus',
  alertmanager: 'alertmanager',
  grafana: 'grafana',
} as const satisfies Record<PartName, keyof Values>;

/** The version of the program of a part, for `app.kubernetes.io/version`: the tag of its image. */
export function versionOf(part: PartName, { values, version }: Context): string {
  return labelValue(firstOf(firstOf(values[GROUPS[part]].image.tag, values.image.tag), version));
}
