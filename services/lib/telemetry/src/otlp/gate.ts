import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

export type Signal = 'traces' | 'metrics' | 'logs';

/** Called before each export of a signal. The export waits for the promise, and fails when it rejects. */
export type ExportGate = (signal: Signal) => Promise<void> | undefined;

type Export<I> = (items: I, done: (result: ExportResult) => void) => void;

/** Puts `gate` in front of `send`; without a gate it returns `send` itself. */
export function gated<I>(gate: ExportGate | undefined, signal: Signal, send: Export<I>): Export<I> {
  if (!gate) return send;
  return (items, done) => {
    const opened = gate(signal);
    if (!opened) send(items, done);
    else opened.then(() => send(items, done)).catch((error: Error) => done({ code: ExportResultCode.FAILED, error }));
  };
}
