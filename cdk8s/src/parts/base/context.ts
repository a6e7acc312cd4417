import type { Undecided } from '../../template/undecided.ts';
import type { Values } from '../../values.ts';

/** What each part is given: the same shape for plain manifests and for the chart. */
export interface Context {
  readonly values: Undecided<Values>;
  /** `name` begins the names of all objects: that of the release unless the values override it. */
  readonly release: { readonly name: string; readonly namespace: string; readonly service: string };
  /** The version of Triptych: the `appVersion` of the chart. */
  readonly version: string;
  /** Name and version of the chart, for the label `helm.sh/chart`. */
  readonly chart: string;
  /** The text of a file of the repository. The chart carries the file along. */
  file(path: string): string;
  /** A text that the chart carries along under this path. */
  carried(path: string, text: string): string;
  /** A password that is generated once and then kept. In plain manifests it is a fixed one, for development only. */
  password(secret: string, key: string): string;
  /**
   * A checksum of the existing Secret, or without one of the generated Secret's passwords. Empty when the existing Secret
   * cannot be seen, as in plain manifests.
   */
  credentials(existing: string, secret: string, keys: readonly string[]): string;
  /** The number of pods that a Deployment has now; 0 when the cluster cannot be seen, as in plain manifests. */
  replicas(deployment: string): number;
}
