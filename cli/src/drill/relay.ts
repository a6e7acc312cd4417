import { print } from '@triptych/terminal';
import { openReceiver, RECEIVER_PORT } from './receiver.ts';

/** What a drill runs in a cluster: is told of alerts and prints each as a line of JSON, until it is told to stop. */
export async function relay(signal: AbortSignal): Promise<void> {
  await using receiver = await openReceiver({ host: '0.0.0.0', port: RECEIVER_PORT });
  for (let mark = 0; !signal.aborted; ) {
    const arrivals = await receiver.inbox
      .until((all) => (all.length > 0 ? all : undefined), mark, signal)
      .catch(() => []);
    mark += arrivals.length;
    for (const arrival of arrivals) print(JSON.stringify(arrival));
  }
}
