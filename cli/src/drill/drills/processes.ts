import { setTimeout as delay } from 'node:timers/promises';
import { startFault } from '../causes/faults.ts';
import { localControls } from '../controls.ts';
import type { Drill } from '../drill.ts';

export const eventLoopBlocked: Drill = {
  name: 'event-loop-blocked',
  summary: 'user_svc blocks its event loop for 0.8 s, again and again',
  expects: [{ alert: 'EventLoopLagging', severity: 'ticket', service: 'user_svc' }],
  holds: ['user_svc'],
  cause: (context) => startFault(context, 'user_svc', { name: 'event-loop', blockSeconds: 0.8, everySeconds: 1.5 }),
};

/** A process that ends before it has sent metrics once does not count as a start. */
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
      await localControls(system).signal('image_svc', 'SIGKILL');
      await delay(LIFE_MS, undefined, { signal });
    }
  },
};

export const serviceDown: Drill = {
  name: 'service-down',
  summary: 'job_svc is killed and does not come back',
  expects: [{ alert: 'ServiceDown', severity: 'page', service: 'job_svc' }],
  // Consequences of the fault.
  inhibits: ['UserSvcErrorBudgetBurn', 'UserSvcLatencyBudgetBurn', 'MetricsMissing', 'QueueBacklog'],
  holds: ['job_svc', 'errors of user_svc'],
  async cause({ system, undo, signal }) {
    undo.defer(() => system.start('job_svc'));
    // A service that drains still answers Prometheus, while it accepts no new requests.
    await system.stop('job_svc', { atOnce: true });
    // The alerts that ServiceDown must inhibit would fire within this time.
    await delay(20_000, undefined, { signal });
  },
};
