import { startFault } from '../causes/faults.ts';
import { clusterMeans } from '../controls.ts';
import type { Drill } from '../drill.ts';

export const outOfMemory: Drill = {
  name: 'out-of-memory',
  summary: 'user_svc takes more memory than its container may have',
  expects: [{ alert: 'ContainerOOMKilled', severity: 'ticket', service: 'user_svc' }],
  holds: ['user_svc', 'errors of user_svc'],
  where: 'cluster',
  // Not at once, or nobody would be left to answer.
  cause: (scene) => startFault(scene, 'user_svc', { name: 'memory', bytes: 1e9, bytesPerSecond: 1e8 }),
};

export const nowhereToRun: Drill = {
  name: 'nowhere-to-run',
  summary: 'PostgreSQL is to run on a node that there is not',
  expects: [
    { alert: 'QueueUnavailable', severity: 'page', service: 'postgres' },
    { alert: 'ReplicasMissing', severity: 'ticket', service: 'postgres' },
  ],
  holds: ['postgres', 'job_svc', 'errors of user_svc'],
  where: 'cluster',
  async cause({ system, undo }) {
    undo.defer(await clusterMeans(system).misplace('postgres'));
  },
};
