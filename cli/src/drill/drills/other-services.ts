import { setTimeout as delay } from 'node:timers/promises';
import { type HandledRequest, sendHandledRequests } from '../causes/handled-requests.ts';
import { repeat } from '../causes/repeat.ts';
import type { Drill } from '../drill.ts';
import { DRILL_SCALE } from '../scale/scale.ts';
import type { System } from '../system.ts';

/** Sends the spans of these requests every second, as a service that nobody here wrote. */
function handleEachSecond(system: System, service: string, requests: readonly HandledRequest[]): () => Promise<void> {
  return repeat(() => sendHandledRequests(system.otlp, service, requests), 1000);
}

const FAILING = 'drill_failing';

export const otherServiceFails: Drill = {
  name: 'other-service-fails',
  summary: 'a service that nobody here wrote fails half of its requests, and takes 3 s for the others',
  expects: [
    { alert: 'ServiceErrorBudgetBurn', severity: 'page', service: FAILING },
    { alert: 'ServiceLatencyBudgetBurn', severity: 'page', service: FAILING },
  ],
  holds: [],
  async cause({ system, undo }) {
    const failed: HandledRequest = { seconds: 0.01, failed: true };
    const slow: HandledRequest = { seconds: 3, failed: false };
    undo.defer(handleEachSecond(system, FAILING, [failed, failed, failed, slow, slow, slow]));
  },
};

const SILENT = 'drill_silent';
/** The alert looks back a day. */
const STEADY_MS = 86_400_000 / (DRILL_SCALE.factors.ServiceSilent ?? DRILL_SCALE.factor);

export const otherServiceSilent: Drill = {
  name: 'other-service-silent',
  summary: 'a service that nobody here wrote handles requests all the time, and then none',
  expects: [{ alert: 'ServiceSilent', severity: 'ticket', service: SILENT }],
  holds: [],
  fireSeconds: 300,
  async cause({ system, undo, signal }) {
    const stop = handleEachSecond(system, SILENT, [{ seconds: 0.01, failed: false }]);
    undo.defer(stop);
    await delay(STEADY_MS, undefined, { signal });
    await stop();
  },
};
