import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

type Export<I> = (items: I, done: (result: ExportResult) => void) => void;

/**
 * Exports metrics, and calls `onState` with the error when sending starts to fail, and without when it works again. To the
 * SDK every export succeeds: it would report each failure, and the next export holds the same sums. While one is under
 * way, no other one starts.
 */
export function watched<I>(
  send: Export<I>,
  timeoutMillis: number,
  onState: (error: Error | undefined) => void,
): Export<I> {
  let failing = false;
  let sending = false;
  const report = (error: Error | undefined) => {
    if (failing === Boolean(error)) return;
    failing = Boolean(error);
    onState(error);
  };
  return (items, done) => {
    if (sending) {
      done({ code: ExportResultCode.SUCCESS });
      return;
    }
    sending = true;
    // The exporter itself gives up later, and says why.
    const late = setTimeout(() => done({ code: ExportResultCode.SUCCESS }), timeoutMillis).unref();
    const finish = ({ code, error }: ExportResult) => {
      clearTimeout(late);
      sending = false;
      report(code === ExportResultCode.SUCCESS ? undefined : (error ?? new Error('export failed')));
      done({ code: ExportResultCode.SUCCESS });
    };
    try {
      send(items, finish);
    } catch (error) {
      finish({ code: ExportResultCode.FAILED, error: error as Error });
    }
  };
}
