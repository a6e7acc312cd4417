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

/** A Kubernetes quantity as a number: `250m` → 0.25, `1.5Gi` → 1610612736. The function of the Kubernetes library refuses fractions. */
export function readQuantity(text: string | undefined): number | undefined {
  const found = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text ?? '');
  const factor = found?.[2] === '' ? 1 : SUFFIXES[found?.[2] ?? ''];
  return found && factor !== undefined ? Number(found[1]) * factor : undefined;
}

/** Bytes in the notation of Kubernetes: `120 Mi`, `1.5 Gi`. */
export function mebibytes(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} Mi` : `${(bytes / 2 ** 30).toFixed(1)} Gi`;
}

/** CPU cores in the notation of Kubernetes: `12m`, `1.5`. */
export function cores(cpu: number): string {
  return cpu < 1 ? `${Math.round(cpu * 1000)}m` : cpu.toFixed(1);
}
