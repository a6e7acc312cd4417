/** What was read, or why it could not be. */
export type Reading<T> =
  | { readonly value: T }
  | {
      readonly unknown: string;
      /** The right that is missing, when that is why. */
      readonly right?: string | undefined;
      /** Whether it ought to have answered. */
      readonly wrong?: boolean | undefined;
    };

export interface ApiView {
  readonly version: string;
  readonly milliseconds: number;
  /** How many seconds its clock is before ours; it tells whole seconds. */
  readonly skewSeconds: number | undefined;
}

export interface HelmView {
  readonly revision: number;
  readonly status: string;
}

export interface ReleaseView {
  readonly name: string;
  readonly managedBy: string | undefined;
  /** The newest revision that Helm recorded; none where it recorded nothing. */
  readonly helm: Reading<HelmView | undefined>;
}

export interface WorkloadView {
  readonly component: string;
  /** `Deployment triptych-loki`. */
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  readonly updated: number;
}

export interface PodView {
  readonly name: string;
  readonly component: string;
  readonly ready: boolean;
  readonly finished: boolean;
  readonly ageSeconds: number;
  /** Why it does not run: `ImagePullBackOff: …`, `Unschedulable: …`. */
  readonly trouble: string | undefined;
  readonly containers: readonly ContainerView[];
}

export interface ContainerView {
  readonly name: string;
  readonly restarts: number;
  readonly lastEnd: { readonly reason: string; readonly exitCode: number; readonly secondsAgo: number } | undefined;
  readonly resources: Resources;
}

/** CPU in cores, memory in bytes. */
export interface Resources {
  readonly cpuRequest: number | undefined;
  readonly cpuLimit: number | undefined;
  readonly memoryRequest: number | undefined;
  readonly memoryLimit: number | undefined;
}

export interface UseView {
  readonly pod: string;
  readonly container: string;
  readonly cpu: number;
  readonly memory: number;
}

export interface ClaimView {
  readonly name: string;
  readonly phase: string;
  readonly size: string;
}

export interface FillView {
  readonly claim: string;
  readonly used: number;
  readonly capacity: number;
}

export interface ServiceView {
  readonly name: string;
  readonly component: string;
  readonly ready: number;
  readonly notReady: number;
}

export interface NameView {
  readonly name: string;
  readonly expected: string | undefined;
  /** The addresses that the cluster's DNS gave; none when it does not know the name. */
  readonly got: readonly string[];
}

export interface NetworkView {
  readonly services: Reading<readonly ServiceView[]>;
  readonly dnsServers: Reading<{ readonly ready: number; readonly notReady: number }>;
  readonly names: Reading<readonly NameView[]>;
  readonly policies: Reading<number>;
  /** What runs on the nodes that may enforce policies, such as `calico-node`. */
  readonly nodePrograms: Reading<readonly string[]>;
}

export interface NodeClock {
  readonly node: string;
  /** How long ago the node renewed its lease, by its own clock against that of the API server. */
  readonly renewedSecondsAgo: number;
}

/** One kind of telemetry on its way, in items a second over the last five minutes; undefined without such a series. */
export interface FlowView {
  readonly signal: 'traces' | 'metrics' | 'logs';
  readonly backend: string;
  readonly accepted: number | undefined;
  readonly refused: number | undefined;
  readonly sent: number | undefined;
  readonly failed: number | undefined;
  readonly queuedBytes: number | undefined;
}

export interface PrometheusView {
  readonly series: number;
  readonly flows: readonly FlowView[];
  /** Seconds since the last sample of each service. */
  readonly sampleAges: readonly { readonly service: string; readonly seconds: number }[];
}

export interface LokiView {
  /** Of the last five minutes. */
  readonly lines: number;
  /** Seconds since the newest of these; negative when it is from the future. */
  readonly newestAge: number | undefined;
}

export interface SignalsView {
  readonly prometheus: Reading<PrometheusView>;
  readonly loki: Reading<LokiView>;
  /** The services that Jaeger has traces of. */
  readonly jaeger: Reading<readonly string[]>;
}

/** All that the doctor looks at, as it was at one moment. */
export interface Snapshot {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  readonly api: Reading<ApiView>;
  readonly clocks: Reading<readonly NodeClock[]>;
  readonly release: Reading<ReleaseView>;
  readonly workloads: Reading<readonly WorkloadView[]>;
  readonly pods: Reading<readonly PodView[]>;
  readonly use: Reading<readonly UseView[]>;
  readonly claims: Reading<readonly ClaimView[]>;
  readonly fill: Reading<readonly FillView[]>;
  readonly network: NetworkView;
  readonly signals: SignalsView;
}
