import type { PARTS } from '@triptych/parts';
import { UserError } from '../command.ts';
import type { ClusterControls, LocalControls, System } from './system.ts';

/** The controls of the local stack. Throws in a cluster: a drill that needs them has `where: 'local'`. */
export function localControls({ local }: System): LocalControls {
  if (!local) throw new UserError('this drill needs the local stack');
  return local;
}

/** The port of the Collector that takes OTLP over HTTP. */
const OTLP_HTTP: keyof typeof PARTS.otelcol.ports = 'otlp-http';

/** The URL at which the Collector of the local stack takes OTLP over HTTP. Throws in a cluster. */
export function otlpUrl(system: System): string {
  return `http://127.0.0.1:${localControls(system).port('otelcol', OTLP_HTTP)}`;
}

/** The controls of a cluster. Throws on the local stack: a drill that needs them has `where: 'cluster'`. */
export function clusterControls({ cluster }: System): ClusterControls {
  if (!cluster) throw new UserError('this drill needs a cluster');
  return cluster;
}
