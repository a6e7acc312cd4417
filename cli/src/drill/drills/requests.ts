import { startFault } from '../causes/faults.ts';
import { sendHostileUploads } from '../causes/hostile-uploads.ts';
import type { Drill } from '../drill.ts';

export const errorStorm: Drill = {
  name: 'error-storm',
  summary: 'every fourth request to user_svc fails',
  expects: [
    { alert: 'UserSvcErrorBudgetBurn', severity: 'page', service: 'user_svc' },
    // The page inhibits the ticket. After the page is resolved, the spent error budget still is a ticket.
    { alert: 'UserSvcErrorBudgetBurn', severity: 'ticket', service: 'user_svc', late: true },
  ],
  holds: ['errors of user_svc'],
  // The ticket looks back six hours.
  endSeconds: 420,
  cause: (context) => startFault(context, 'user_svc', { name: 'errors', ratio: 0.25 }),
};

export const slowRequests: Drill = {
  name: 'slow-requests',
  summary: 'user_svc takes 1.5 s longer for each request',
  expects: [{ alert: 'UserSvcLatencyBudgetBurn', severity: 'page', service: 'user_svc' }],
  holds: ['user_svc'],
  cause: (context) => startFault(context, 'user_svc', { name: 'latency', delaySeconds: 1.5 }),
};

export const imageErrors: Drill = {
  name: 'image-errors',
  summary: 'every fourth request to image_svc fails',
  expects: [{ alert: 'ImageSvcErrorBudgetBurn', severity: 'page', service: 'image_svc' }],
  holds: ['image_svc', 'job_svc'],
  cause: (context) => startFault(context, 'image_svc', { name: 'errors', ratio: 0.25 }),
};

export const hostileUploads: Drill = {
  name: 'hostile-uploads',
  summary: 'a client uploads decompression bombs, SVG and garbage',
  expects: [{ alert: 'UploadsRejected', severity: 'ticket', service: 'user_svc' }],
  holds: ['user_svc'],
  async cause({ system, undo }) {
    const end = new AbortController();
    const sending = sendHostileUploads(system.endpoints.userSvc, end.signal);
    undo.defer(async () => {
      end.abort();
      await sending;
    });
  },
};
