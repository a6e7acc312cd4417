/** What the containers of pods use, from metrics.k8s.io. */
export interface PodMetricsList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
    readonly containers: readonly { readonly name: string; readonly usage: { cpu?: string; memory?: string } }[];
  }[];
}

/** The path of the usage of pods in the API of a cluster; the label selector is URL-encoded. */
export function podMetricsPath(namespace: string, selector: string): string {
  return `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?labelSelector=${selector}`;
}

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes quantity as a number: `250m` → 0.25, `1.5Gi` → 1610612736. The Kubernetes client refuses fractions. */
export function readQuantity(text: string | undefined): number | undefined {
  const found = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text ?? '');
  const factor = found?.[2] === '' ? 1 : SUFFIXES[found?.[2] ?? ''];
  return found && factor !== undefined ? Number(found[1]) * factor : undefined;
}
