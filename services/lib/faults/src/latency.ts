import { setTimeout as delay } from 'node:timers/promises';
import { Type } from 'typebox';
import { defineFault } from './fault.ts';

/** Delays requests. */
export function latencyFault() {
  let active: { readonly seconds: number; readonly end: AbortController } | undefined;
  return {
    fault: defineFault({
      name: 'latency',
      summary: 'Delay requests',
      options: {
        delaySeconds: Type.Number({ minimum: 0, maximum: 60, description: 'Delay of each request in seconds' }),
      },
      start({ delaySeconds }) {
        const end = new AbortController();
        active = { seconds: delaySeconds, end };
        return () => {
          active = undefined;
          // Requests that wait now continue.
          end.abort();
        };
      },
    }),
    async beforeRequest() {
      if (active) await delay(active.seconds * 1000, undefined, { signal: active.end.signal }).catch(() => {});
    },
  };
}
