/** `120 Mi`, `1.5 Gi`: as Kubernetes users write memory. */
export function mebibytes(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} Mi` : `${(bytes / 2 ** 30).toFixed(1)} Gi`;
}

/** CPU cores in the notation of Kubernetes: `12m`, `1.5`. */
export function cores(cpu: number): string {
  return cpu < 1 ? `${Math.round(cpu * 1000)}m` : cpu.toFixed(1);
}
