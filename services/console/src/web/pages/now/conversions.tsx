import type { FormatNow } from '../../../schemas/now.ts';
import { grouped } from '../../format.ts';
import { shown } from './shown.ts';
import { Sparkline } from './sparkline.tsx';

/** Conversions of the last 15 minutes by the requested format. */
export function Conversions({ formats }: { readonly formats: readonly FormatNow[] }) {
  if (formats.length === 0) return <p class="quiet">No conversion in the last 15 minutes.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Format</th>
          <th scope="col" class="number">
            Pictures
          </th>
          <th scope="col" class="number">
            Failed
          </th>
          <th scope="col" class="number">
            95 % within
          </th>
          <th scope="col">
            <span class="hidden">Last 15 minutes</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {formats.map(({ format, count, failed, p95_seconds: p95, rates }) => (
          <tr key={format}>
            <th scope="row">{format}</th>
            <td class="number">{grouped(count)}</td>
            <td class={failed > 0 ? 'number failing' : 'number'}>{grouped(failed)}</td>
            <td class="number">{shown.duration(p95)}</td>
            <td>
              <Sparkline values={rates} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
