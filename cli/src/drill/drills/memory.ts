import { startFault } from '../causes/faults.ts';
import type { Drill } from '../drill.ts';

const MB = 1_000_000;

/** More than the memory limit of a container: in a cluster the kernel would kill job_svc, which is another alert. */
export const memoryHeld: Drill = {
  name: 'memory-held',
  summary: 'job_svc holds 1.1 GB of memory',
  expects: [{ alert: 'HighMemoryUsage', severity: 'ticket', service: 'job_svc' }],
  holds: ['job_svc'],
  where: 'local',
  cause: (context) => startFault(context, 'job_svc', { name: 'memory', bytes: 1100 * MB }),
};

export const memoryLeak: Drill = {
  name: 'memory-leak',
  summary: 'user_svc takes 6 MB more memory every second',
  expects: [{ alert: 'MemoryGrowing', severity: 'ticket', service: 'user_svc' }],
  holds: ['user_svc'],
  where: 'local',
  // Below the threshold of HighMemoryUsage, which would inhibit MemoryGrowing.
  cause: (context) => startFault(context, 'user_svc', { name: 'memory', bytes: 750 * MB, bytesPerSecond: 6 * MB }),
};
