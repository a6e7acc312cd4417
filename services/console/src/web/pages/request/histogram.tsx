import { Link } from '../../components/link.tsx';
import { duration, grouped } from '../../format.ts';
import { type Distribution, histogramLayout } from './histogram-layout.ts';

interface Props {
  readonly latency: Distribution;
  readonly traceId: string | undefined;
  readonly isSaved: boolean;
}

/** A distribution with this request in it. Each point is another request: a link to its panels. */
export function Histogram({ latency, traceId, isSaved }: Props) {
  const { title, count, window, own_seconds, slower_than, p50_seconds, p95_seconds, p99_seconds } = latency;
  const { columns, points, place } = histogramLayout(latency, traceId);
  const percent = Math.round(slower_than * 100);
  return (
    <figure class="histogram">
      <figcaption>
        <h3>{title}</h3>
        <p class="request-quiet">
          {grouped(count)} {window} · p50 {duration(p50_seconds)} · p95 {duration(p95_seconds)} · p99{' '}
          {duration(p99_seconds)}
        </p>
      </figcaption>
      <div class="histogram-plot">
        <div class="histogram-columns" aria-hidden="true">
          {columns.map(({ le, count: n, height }) => (
            <div key={le} class="histogram-column" title={`${Math.round(n)}, up to ${duration(le)}`}>
              <div style={{ height: `${height * 100}%` }} />
            </div>
          ))}
        </div>
        <div class={`histogram-own ${place > 0.6 ? 'histogram-own-left' : ''}`} style={{ left: `${place * 100}%` }}>
          <span>this request {duration(own_seconds)}</span>
        </div>
        {points.map(({ traceId: other, seconds, place: at }) => {
          const label = `Request that took ${duration(seconds)}`;
          return (
            <span key={other + seconds} class="histogram-point" style={{ left: `${at * 100}%` }}>
              {isSaved ? (
                <i title={label} />
              ) : (
                <Link href={`/request/${other}`} title={label} aria-label={label}>
                  <i />
                </Link>
              )}
            </span>
          );
        })}
      </div>
      <div class="histogram-bounds" aria-hidden="true">
        {columns.map(({ le }) => (
          <span key={le}>{le === Infinity ? '' : duration(le)}</span>
        ))}
      </div>
      <p class="histogram-place">{placeOf(percent)}</p>
    </figure>
  );
}

function placeOf(percent: number): string {
  if (percent === 0) return 'Shorter than nearly all of them.';
  return percent === 100 ? 'Longer than nearly all of them.' : `Longer than ${percent} % of them.`;
}
