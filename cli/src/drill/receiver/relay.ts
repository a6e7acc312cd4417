import { print } from '@triptych/terminal';
import { openReceiver, RECEIVER_PORT } from './receiver.ts';

/** Receives alerts and prints each as a line of JSON, until the signal aborts. Drills run this in a pod of the cluster. */
export async function relayAlerts(signal: AbortSignal): Promise<void> {
  await using receiver = await openReceiver({ host: '0.0.0.0', port: RECEIVER_PORT });
  for (let mark = 0; !signal.aborted; ) {
    const arrivals = await receiver.inbox
      .waitFor((all) => (all.length > 0 ? all : undefined), mark, signal)
      .catch(() => []);
    mark += arrivals.length;
    for (const arrival of arrivals) print(JSON.stringify(arrival));
  }
}
