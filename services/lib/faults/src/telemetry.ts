import type { Signal } from '@triptych/telemetry';
import { Type } from 'typebox';
import { defineFault } from './fault.ts';

/** DEADLINE_EXCEEDED of gRPC, after which a retry is allowed. */
const DEADLINE_EXCEEDED = 4;

/** Makes exports hang, as a Collector that never answers does; by default for the timeout of OTLP, 10 s. */
export function telemetryFault(timeoutSeconds = 10) {
  let active: { readonly signals: readonly Signal[]; readonly ended: Promise<void> } | undefined;
  return {
    fault: defineFault({
      name: 'telemetry',
      summary: 'Make exports of telemetry hang',
      options: {
        signals: Type.Array(Type.Enum(['traces', 'metrics', 'logs']), {
          minItems: 1,
          uniqueItems: true,
          description: 'Signals whose exports hang',
        }),
      },
      start({ signals }) {
        const { promise: ended, resolve } = Promise.withResolvers<void>();
        active = { signals, ended };
        return () => {
          active = undefined;
          resolve();
        };
      },
    }),
    gate(signal: Signal): Promise<void> | undefined {
      return active?.signals.includes(signal) ? endOrTimeout(active.ended, timeoutSeconds) : undefined;
    },
  };
}

/** Resolves when the fault ends; rejects after `seconds` with the error of an export that timed out. */
async function endOrTimeout(ended: Promise<void>, seconds: number): Promise<void> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const error = Object.assign(new Error(`the fault "telemetry": no answer within ${seconds} s`), {
    code: DEADLINE_EXCEEDED,
  });
  const timer = setTimeout(reject, seconds * 1000, error).unref();
  try {
    await Promise.race([ended, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
