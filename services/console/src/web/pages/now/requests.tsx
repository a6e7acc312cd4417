import { useState } from 'preact/hooks';
import type { Order, Requests as Reply } from '../../../schemas/now.ts';
import { RequestTable } from '../../components/request-table.tsx';
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
      {(rows) =>
        rows.length > 0 ? (
          <RequestTable class="requests" requests={rows} withService />
        ) : (
          <p class="quiet">{NONE[order]}</p>
        )
      }
    </Section>
  );
}
