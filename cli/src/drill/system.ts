import type { Endpoints } from '@triptych/client/endpoints';
import type { Receiver } from './receiver/receiver.ts';

export const SERVICES = ['user_svc', 'job_svc', 'image_svc'] as const;
export type Service = (typeof SERVICES)[number];
export type PartName = Service | 'postgres' | 'otelcol' | 'prometheus' | 'alertmanager' | 'jaeger' | 'loki';

/** A running system that is made ready for drills; when it is disposed of, it is as it was. */
export interface System extends AsyncDisposable {
  readonly kind: 'local' | 'cluster';
  readonly endpoints: Endpoints & { readonly alertmanager: string };
  readonly receiver: Receiver;
  /** Where a service answers. */
  url(service: Service): string;
  /** Resolves when it is gone, and it stays so. `atOnce`: as if it had been killed. */
  stop(part: PartName, options?: { readonly atOnce?: boolean }): Promise<void>;
  /** Resolves when it is ready. */
  start(part: PartName): Promise<void>;
  /** What only processes of this machine can be made to do. */
  readonly local?: LocalMeans;
  /** What only a cluster can be made to do. */
  readonly cluster?: ClusterMeans;
}

export interface LocalMeans {
  /** A port of a part by the name that it has in the table of parts. */
  port(part: PartName, name?: string): number;
  /** Sends a signal to its first process; after one that ends it, resolves when it has started again. */
  signal(part: PartName, name: NodeJS.Signals): Promise<void>;
  /** Starts it with further environment, in place of what runs, until it is started the next time. */
  restart(part: PartName, env?: Readonly<Record<string, string>>): Promise<void>;
  /** Gives Prometheus one more file of rules, without a restart; without text takes it away. */
  addRules(yaml?: string): Promise<void>;
}

export interface ClusterMeans {
  /** Asks for a node that there is not, so that its pod waits for one; resolves to what undoes that. */
  misplace(part: PartName): Promise<() => Promise<void>>;
}
