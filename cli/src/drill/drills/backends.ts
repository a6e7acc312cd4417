import { setTimeout as delay } from 'node:timers/promises';
import { beginPush } from '../causes/slow-push.ts';
import { localMeans } from '../controls.ts';
import type { Drill } from '../drill.ts';

export const backendKilled: Drill = {
  name: 'backend-killed',
  summary: 'Jaeger is killed and does not come back',
  expects: [{ alert: 'BackendDown', severity: 'ticket', service: 'jaeger' }],
  holds: ['jaeger'],
  async cause({ system, undo }) {
    undo.defer(() => system.start('jaeger'));
    await system.stop('jaeger', { atOnce: true });
  },
};

const STOPPED_MS = 1500;
const RUNNING_MS = 700;
/** Until what was sent has reached it. */
const ARRIVAL_MS = 100;

export const backendSlow: Drill = {
  name: 'backend-slow',
  summary: `Loki stands still for ${STOPPED_MS / 1000} s, again and again, in the middle of a write`,
  expects: [{ alert: 'BackendSlow', severity: 'ticket', service: 'loki' }],
  silences: ['BackendDown'],
  holds: ['loki'],
  where: 'local',
  async cause({ system, undo }) {
    const { signal } = localMeans(system);
    const end = new AbortController();
    const stuttering = (async () => {
      while (!end.signal.aborted) {
        // What comes while it stands still it begins with later, and takes for quick.
        const finish = await beginPush(system.endpoints.loki);
        await delay(ARRIVAL_MS);
        await signal('loki', 'SIGSTOP');
        await delay(STOPPED_MS);
        await signal('loki', 'SIGCONT');
        await finish();
        await delay(RUNNING_MS, undefined, { signal: end.signal }).catch(() => {});
      }
    })();
    undo.defer(async () => {
      end.abort();
      await stuttering;
    });
  },
};
