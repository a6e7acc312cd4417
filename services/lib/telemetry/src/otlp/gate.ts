import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

export type Signal = 'traces' | 'metrics' | 'logs';

/** Asked before each export of a signal, which waits for the answer; when that is a rejection, the export has failed. */
export type ExportGate = (signal: Signal) => Promise<void> | undefined;

type Export<I> = (items: I, done: (result: ExportResult) => void) => void;

/** `send` behind `gate`; without a gate it is `send` itself. */
export function gated<I>(gate: ExportGate | undefined, signal: Signal, send: Export<I>): Export<I> {
  if (!gate) return send;
  return (items, done) => {
    const opened = gate(signal);
    if (!opened) send(items, done);
    else opened.then(() => send(items, done)).catch((error: Error) => done({ code: ExportResultCode.FAILED, error }));
  };
}
