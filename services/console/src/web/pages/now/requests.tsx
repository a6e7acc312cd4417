import { useState } from 'preact/hooks';
import type { Order, Requests as Reply, RequestNow } from '../../../schemas/now.ts';
import { Link } from '../../components/link.tsx';
import { clock, duration } from '../../format.ts';
import { usePolled } from '../../polled.ts';
import { Section } from './section.tsx';

const ORDERS: readonly Order[] = ['latest', 'slowest', 'failed'];
const NONE: Record<Order, string> = {
  latest: 'No request in the last 15 minutes.',
  slowest: 'No request in the last 15 minutes.',
  failed: 'No request failed in the last hour.',
};

/** The latest, slowest or failed requests, each one click from its panels. */
export function Requests({ at }: { readonly at: number | undefined }) {
  const [order, setOrder] = useState<Order>('latest');
  const { data, error } = usePolled<Reply>(`/api/now/requests?order=${order}`, 5000);
  const reading = error ? { ...data, missing: error } : data;
  const choice = (
    <fieldset class="choice">
      <legend class="hidden">Which requests</legend>
      {ORDERS.map((one) => (
        <button key={one} type="button" aria-pressed={one === order} onClick={() => setOrder(one)}>
          {one}
        </button>
      ))}
    </fieldset>
  );
  return (
    <Section id="requests" title="Requests" reading={reading} at={at} aside={choice}>
      {(rows) => (rows.length > 0 ? <Rows rows={rows} /> : <p class="quiet">{NONE[order]}</p>)}
    </Section>
  );
}

function Rows({ rows }: { readonly rows: readonly RequestNow[] }) {
  return (
    <table class="requests">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Request</th>
          <th scope="col" class="number">
            Status
          </th>
          <th scope="col" class="number">
            Duration
          </th>
          <th scope="col" class="wide">
            Services
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(
          ({ trace_id: traceId, start, name, service, status, failed, duration_seconds: seconds, services }) => (
            <tr key={traceId}>
              <td class="mono">
                <time dateTime={start}>{clock(new Date(start))}</time>
              </td>
              <td class="request-name">
                {/* The trace id, because polls of one client may share a request id. */}
                <Link href={`/request/${traceId}`}>{name}</Link>
                <span class="quiet"> {service}</span>
              </td>
              <td class={failed ? 'number failing' : 'number'}>{status ?? (failed ? 'error' : '')}</td>
              <td class="number">{duration(seconds)}</td>
              <td class="wide quiet">{services.join(' → ')}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
