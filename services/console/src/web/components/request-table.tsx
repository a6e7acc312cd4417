import type { RequestNow } from '../../schemas/now.ts';
import { clock, duration } from '../format.ts';
import { Link } from './link.tsx';

interface Props {
  readonly requests: readonly RequestNow[];
  /** Whether the service that a request reached first stands beside its name. */
  readonly withService?: boolean;
  readonly class?: string;
}

/** Requests as rows, each one click from its panels. */
export function RequestTable({ requests, withService = false, class: className }: Props) {
  return (
    <table class={className}>
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
        {requests.map((request) => {
          const { trace_id: traceId, start, name, service, status, failed, services } = request;
          return (
            <tr key={traceId}>
              <td class="mono">
                <time dateTime={start}>{clock(new Date(start))}</time>
              </td>
              <td class={withService ? 'request-name' : undefined}>
                {/* The trace id, because polls of one client may share a request id. */}
                <Link href={`/request/${traceId}`}>{name}</Link>
                {withService && <span class="quiet"> {service}</span>}
              </td>
              <td class={failed ? 'number failing' : 'number'}>{status ?? (failed ? 'error' : '')}</td>
              <td class="number">{duration(request.duration_seconds)}</td>
              <td class="wide quiet">{services.join(' → ')}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
