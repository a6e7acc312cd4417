import type { V1EnvVar } from '@kubernetes/client-node';

/**
 * Environment variables that make a Go program collect garbage before it reaches the memory limit of its container.
 * GOMEMLIMIT counts a MiB as a million bytes: the remaining 5 % are for memory outside the Go heap.
 */
export const goMemory = (): V1EnvVar[] => [
  { name: 'GOGC', value: '50' },
  { name: 'MEMORY_LIMIT_MIB', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
  { name: 'GOMEMLIMIT', value: '$(MEMORY_LIMIT_MIB)000000' },
];
