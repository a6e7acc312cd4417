import { setTimeout as delay } from 'node:timers/promises';
import { beginPush } from '../causes/slow-push.ts';
import { localControls } from '../controls.ts';
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

/** Longer than the second of BackendSlow, and so short that scrapes, which may take 2 s in a drill, still succeed. */
const STOPPED_MS = 1100;
const RUNNING_MS = 700;
/** How long the first bytes of a request take to arrive. */
const ARRIVAL_MS = 100;

export const backendSlow: Drill = {
  name: 'backend-slow',
  summary: `Loki is paused for ${STOPPED_MS / 1000} s during a write, again and again`,
  expects: [{ alert: 'BackendSlow', severity: 'ticket', service: 'loki' }],
  inhibits: ['BackendDown'],
  holds: ['loki'],
  where: 'local',
  async cause({ system, undo }) {
    const { signal } = localControls(system);
    const end = new AbortController();
    const stuttering = (async () => {
      while (!end.signal.aborted) {
        // Loki measures a request from its first byte: one that arrives during the pause counts as fast.
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
