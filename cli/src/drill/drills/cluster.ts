import { startFault } from '../causes/faults.ts';
import { clusterControls } from '../controls.ts';
import type { Drill } from '../drill.ts';

export const outOfMemory: Drill = {
  name: 'out-of-memory',
  summary: 'user_svc takes more memory than the limit of its container',
  expects: [{ alert: 'ContainerOOMKilled', severity: 'ticket', service: 'user_svc' }],
  holds: ['user_svc', 'errors of user_svc'],
  where: 'cluster',
  // Step by step: user_svc must live long enough to answer the request that starts the fault.
  cause: (context) => startFault(context, 'user_svc', { name: 'memory', bytes: 1e9, bytesPerSecond: 1e8 }),
};

export const nowhereToRun: Drill = {
  name: 'nowhere-to-run',
  summary: 'PostgreSQL is bound to a node that does not exist',
  expects: [
    { alert: 'QueueUnavailable', severity: 'page', service: 'postgres' },
    { alert: 'ReplicasMissing', severity: 'ticket', service: 'postgres' },
  ],
  holds: ['postgres', 'job_svc', 'errors of user_svc'],
  where: 'cluster',
  async cause({ system, undo }) {
    undo.defer(await clusterControls(system).misplace('postgres'));
  },
};
