import { setTimeout as delay } from 'node:timers/promises';
import { startFault } from '../causes/faults.ts';
import { localMeans } from '../controls.ts';
import type { Drill } from '../drill.ts';

export const eventLoopBlocked: Drill = {
  name: 'event-loop-blocked',
  summary: 'user_svc computes for 0.8 s, again and again',
  expects: [{ alert: 'EventLoopLagging', severity: 'ticket', service: 'user_svc' }],
  holds: ['user_svc'],
  cause: (scene) => startFault(scene, 'user_svc', { name: 'event-loop', blockSeconds: 0.8, everySeconds: 1.5 }),
};

/** One that ends before it has sent metrics for the first time is not seen to have started. */
const LIFE_MS = 6500;
const STARTS = 5;

export const crashLoop: Drill = {
  name: 'crash-loop',
  summary: `image_svc is killed soon after it starts, ${STARTS} times`,
  expects: [{ alert: 'ServiceRestarting', severity: 'page', service: 'image_svc' }],
  holds: ['image_svc'],
  where: 'local',
  async cause({ system, signal }) {
    for (let i = 0; i < STARTS; i += 1) {
      await localMeans(system).signal('image_svc', 'SIGKILL');
      await delay(LIFE_MS, undefined, { signal });
    }
  },
};

export const serviceDown: Drill = {
  name: 'service-down',
  summary: 'job_svc is killed and does not come back',
  expects: [{ alert: 'ServiceDown', severity: 'page', service: 'job_svc' }],
  // What follows from it.
  silences: ['UserSvcErrorBudgetBurn', 'UserSvcLatencyBudgetBurn', 'MetricsMissing', 'QueueBacklog'],
  holds: ['job_svc', 'errors of user_svc'],
  async cause({ system, undo, signal }) {
    undo.defer(() => system.start('job_svc'));
    // Told to stop it would answer Prometheus while it finishes its jobs, and nobody new.
    await system.stop('job_svc', { atOnce: true });
    // For as long as others would take to fire.
    await delay(20_000, undefined, { signal });
  },
};
