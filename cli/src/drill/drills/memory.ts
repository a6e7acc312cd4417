import { startFault } from '../causes/faults.ts';
import type { Drill } from '../drill.ts';

const MB = 1_000_000;

/** More than a container may have: in a cluster it would be killed for it, which is another alert. */
export const memoryHeld: Drill = {
  name: 'memory-held',
  summary: 'job_svc holds 1.1 GB of memory',
  expects: [{ alert: 'HighMemoryUsage', severity: 'ticket', service: 'job_svc' }],
  holds: ['job_svc'],
  where: 'local',
  cause: (scene) => startFault(scene, 'job_svc', { name: 'memory', bytes: 1100 * MB }),
};

export const memoryLeak: Drill = {
  name: 'memory-leak',
  summary: 'user_svc takes 6 MB of memory more each second',
  expects: [{ alert: 'MemoryGrowing', severity: 'ticket', service: 'user_svc' }],
  holds: ['user_svc'],
  where: 'local',
  // Not as much as would be another alert, which silences this one.
  cause: (scene) => startFault(scene, 'user_svc', { name: 'memory', bytes: 750 * MB, bytesPerSecond: 6 * MB }),
};
