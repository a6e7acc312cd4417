import type { Endpoints } from '@triptych/client/endpoints';
import { type ConversionServiceName, namesAt, PARTS, type PartName } from '@triptych/parts';
import type { Receiver } from './receiver/receiver.ts';

/** The parts that drills stop and start: those that run both on a laptop and in a cluster, and without which no drill works. */
export const DRILLED_PARTS: readonly PartName[] = namesAt('process').filter(
  (name) => PARTS[name].runs.includes('cluster') && name !== 'console',
);

/** The port of the Collector that takes OTLP over HTTP. */
export const OTLP_HTTP: keyof typeof PARTS.otelcol.ports = 'otlp-http';

/** A running system that is prepared for drills. Disposing of it restores it as it was. */
export interface System extends AsyncDisposable {
  readonly kind: 'local' | 'cluster';
  readonly endpoints: Endpoints;
  readonly receiver: Receiver;
  /** The URL at which the Collector takes OTLP over HTTP. */
  readonly otlp: string;
  /** The base URL of a service. */
  url(service: ConversionServiceName): string;
  /** Stops a part, and resolves when it is gone; it stays stopped. `atOnce` kills it. */
  stop(part: PartName, options?: { readonly atOnce?: boolean }): Promise<void>;
  /** Starts a part again, and resolves when it is ready. */
  start(part: PartName): Promise<void>;
  /** What only processes of this machine allow. */
  readonly local?: LocalControls;
  /** What only a cluster allows. */
  readonly cluster?: ClusterControls;
}

export interface LocalControls {
  /** A port of a part by its name in the table of parts; the main port without one. */
  port(part: PartName, name?: string): number;
  /** Sends a signal to the first process of a part. After a signal that ends it, resolves when it runs again. */
  signal(part: PartName, name: NodeJS.Signals): Promise<void>;
  /** Restarts a part with more environment variables, which hold until its next start. */
  restart(part: PartName, env?: Readonly<Record<string, string>>): Promise<void>;
  /** Makes Prometheus load one more file of rules without a restart; without a text, removes it again. */
  loadRules(yaml?: string): Promise<void>;
}

export interface ClusterControls {
  /** Binds a part to a node that does not exist, so that its pod stays pending. Resolves to what undoes that. */
  misplace(part: PartName): Promise<() => Promise<void>>;
}
