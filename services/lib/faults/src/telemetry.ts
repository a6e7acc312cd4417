import type { Signal } from '@triptych/telemetry';
import { Type } from 'typebox';
import { defineFault } from './fault.ts';

/** gRPC's DEADLINE_EXCEEDED, after which another try is allowed. */
const DEADLINE_EXCEEDED = 4;

/** Exports that hang, as with a Collector that takes a connection and never answers; by default for as long as OTLP waits. */
export function telemetryFault(timeoutSeconds = 10) {
  let active: { readonly signals: readonly Signal[]; readonly ended: Promise<void> } | undefined;
  return {
    fault: defineFault({
      name: 'telemetry',
      summary: 'Let exports of telemetry hang',
      options: {
        signals: Type.Array(Type.Enum(['traces', 'metrics', 'logs']), {
          minItems: 1,
          uniqueItems: true,
          description: 'Which signals',
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
      return active?.signals.includes(signal) ? within(timeoutSeconds, active.ended) : undefined;
    },
  };
}

async function within(seconds: number, ended: Promise<void>): Promise<void> {
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
