/** A value that was read, or the reason why it is unknown. */
export type Reading<T> =
  | { readonly value: T }
  | {
      readonly unknown: string;
      /** The right that the user lacks, where that is the reason. */
      readonly right?: string | undefined;
      /** Whether the silence is itself a fault: the part is there and should answer. */
      readonly wrong?: boolean | undefined;
    };

export interface ApiView {
  readonly version: string;
  readonly milliseconds: number;
  /** Seconds by which its clock is ahead of this machine's; the API server gives whole seconds. */
  readonly skewSeconds: number | undefined;
}

export interface HelmView {
  readonly revision: number;
  readonly status: string;
}

export interface ReleaseView {
  readonly name: string;
  readonly managedBy: string | undefined;
  /** The newest revision that Helm recorded; undefined without one. */
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
  /** Why the pod does not run: `ImagePullBackOff: …`, `Unschedulable: …`. */
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
  /** The addresses from the DNS of the cluster; empty when it does not know the name. */
  readonly got: readonly string[];
}

export interface NetworkView {
  readonly services: Reading<readonly ServiceView[]>;
  readonly dnsServers: Reading<{ readonly ready: number; readonly notReady: number }>;
  readonly names: Reading<readonly NameView[]>;
  readonly policies: Reading<number>;
  /** Programs on the nodes that may enforce policies, such as `calico-node`. */
  readonly nodePrograms: Reading<readonly string[]>;
}

export interface NodeClock {
  readonly node: string;
  /** Seconds since the node renewed its lease: the node's clock against the API server's. */
  readonly renewedSecondsAgo: number;
}

/** The flow of one signal through the Collector, in items per second over 5 minutes; undefined without such a series. */
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
  /** Series of the services without the label service_name. */
  readonly unlabelled?: number;
}

export interface LokiView {
  /** Lines of the last 5 minutes. */
  readonly lines: number;
  /** Seconds since the newest line; negative when its time is in the future. */
  readonly newestAge: number | undefined;
  /** Lines of the services in the last 5 minutes without the label `service`. */
  readonly unlabelled?: number;
}

/** A service that sends spans to the release, and is not part of it. */
export interface ForeignService {
  readonly name: string;
  /** Seconds since its last span ended; undefined without a span in the last hour. */
  readonly spanAge: number | undefined;
  /** Its log lines of the last hour, and those of them that have a trace id; undefined where Loki could not be asked. */
  readonly lines: { readonly all: number; readonly linked: number } | undefined;
}

export interface SignalsView {
  readonly prometheus: Reading<PrometheusView>;
  readonly loki: Reading<LokiView>;
  /** The services of which Jaeger has traces. */
  readonly jaeger: Reading<readonly string[]>;
  /** Where it is unknown, the readings of the backends say why. */
  readonly foreign: Reading<readonly ForeignService[]>;
}

/** Everything that the doctor judges, read at one time. */
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
