import { useEffect, useRef } from 'preact/hooks';
import { bytes, clock, duration, percent, rate } from '../format.ts';
import { resolveColours } from './colours.ts';
import './chart.css';

/** What the values of a chart are, which decides how they are written. */
export type ChartUnit = 'ratio' | 'bytes' | 'count' | 'seconds' | 'rate' | 'none';

export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly series: readonly ChartSeries[];
  /** Seconds since 1970, one for each value. */
  readonly times: readonly number[];
  readonly unit: ChartUnit;
  /** Pixels of the drawing, without its legend. */
  readonly height: number;
  /** What the chart shows, for screen readers. */
  readonly label?: string | undefined;
  /** A stretch of time to shade, in seconds since 1970. */
  readonly shade?: { readonly from: number; readonly to: number } | undefined;
  /** Called with the stretch of time that was dragged, in seconds since 1970. */
  readonly onSelect?: ((from: number, to: number) => void) | undefined;
}

const COLOURS = ['--series-0', '--series-1', '--series-2', '--series-3', '--series-4', '--series-5'];

/** Series over time. uPlot is loaded when the first chart is shown. */
export function Chart(props: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const { series, times, unit, height, label, shade, onSelect } = props;

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    let isGone = false;
    let close = () => {};
    const draw = async () => {
      const { drawChart } = await import('./chart-drawing.ts');
      if (isGone) return;
      close();
      const names = [...COLOURS, '--ink-quiet', '--line', '--selection', '--accent'];
      close = drawChart(element, { series, times, height, shade, onSelect }, resolveColours(element, names), (value) =>
        inUnit(value, unit),
      );
    };
    void draw();
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      isGone = true;
      theme.removeEventListener('change', draw);
      close();
    };
  }, [series, times, unit, height, shade?.from, shade?.to, onSelect]);

  return (
    <figure class="chart" role="img" aria-label={label ?? describe(props)}>
      <div ref={holder} class="chart-plot" />
      <figcaption class="chart-legend">
        {series.map(({ label: name, values }, i) => (
          <span key={name} class={`chart-key chart-key-${i % COLOURS.length}`}>
            {name || 'value'} <b>{inUnit(values.findLast((value) => value !== null) ?? null, unit)}</b>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** A value with its unit. */
export function inUnit(value: number | null, unit: ChartUnit): string {
  if (value === null || !Number.isFinite(value)) return '–';
  switch (unit) {
    case 'ratio':
      return percent(value);
    case 'bytes':
      return bytes(value);
    case 'seconds':
      return duration(value);
    case 'rate':
      return rate(value);
    default:
      return Math.abs(value) >= 1000 ? bytes(value).replace(/ B$|B$/, '') : String(Number(value.toPrecision(3)));
  }
}

function describe({ series, times, unit }: Props): string {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return 'No values';
  const values = series.map(({ label, values: all }) => {
    return `${label} ${inUnit(all.findLast((value) => value !== null) ?? null, unit)}`;
  });
  return `${clock(new Date(first * 1000))} to ${clock(new Date(last * 1000))}: ${values.join(', ')}`;
}
