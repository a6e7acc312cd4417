import { setTimeout as delay } from 'node:timers/promises';
import { startFault } from '../causes/faults.ts';
import { hostileUploads } from '../causes/hostile-uploads.ts';
import type { Drill } from '../drill.ts';

export const errorStorm: Drill = {
  name: 'error-storm',
  summary: 'every fourth request to user_svc fails',
  expects: [
    { alert: 'UserSvcErrorBudgetBurn', severity: 'page', service: 'user_svc' },
    // What is a page is no ticket as well; once it is none, the budget that was spent still is one.
    { alert: 'UserSvcErrorBudgetBurn', severity: 'ticket', service: 'user_svc', late: true },
  ],
  holds: ['errors of user_svc'],
  // The ticket looks back over six hours.
  endSeconds: 420,
  cause: (scene) => startFault(scene, 'user_svc', { name: 'errors', ratio: 0.25 }),
};

export const slowRequests: Drill = {
  name: 'slow-requests',
  summary: 'user_svc takes 1.5 s longer for each request',
  expects: [{ alert: 'UserSvcLatencyBudgetBurn', severity: 'page', service: 'user_svc' }],
  holds: ['user_svc'],
  cause: (scene) => startFault(scene, 'user_svc', { name: 'latency', delaySeconds: 1.5 }),
};

export const imageErrors: Drill = {
  name: 'image-errors',
  summary: 'every fourth request to image_svc fails',
  expects: [{ alert: 'ImageSvcErrorBudgetBurn', severity: 'page', service: 'image_svc' }],
  holds: ['image_svc', 'job_svc'],
  cause: (scene) => startFault(scene, 'image_svc', { name: 'errors', ratio: 0.25 }),
};

const EVERY_MS = 150;

export const hostile: Drill = {
  name: 'hostile-uploads',
  summary: 'somebody uploads bombs, SVG and garbage',
  expects: [{ alert: 'UploadsRejected', severity: 'ticket', service: 'user_svc' }],
  holds: ['user_svc'],
  async cause({ system, undo }) {
    const end = new AbortController();
    const sending = send(system.endpoints.userSvc, end.signal);
    undo.defer(async () => {
      end.abort();
      await sending;
    });
  },
};

async function send(userSvc: string, signal: AbortSignal): Promise<void> {
  const url = new URL('/v1/conversions?format=webp', userSvc);
  while (!signal.aborted) {
    for (const body of hostileUploads()) {
      const reply = await fetch(url, { method: 'POST', body, signal }).catch(() => undefined);
      await reply?.body?.cancel();
      await delay(EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }
}
