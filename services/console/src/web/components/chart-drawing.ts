import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartSeries } from './chart.tsx';

interface Drawing {
  readonly series: readonly ChartSeries[];
  readonly times: readonly number[];
  readonly height: number;
  readonly shade?: { readonly from: number; readonly to: number } | undefined;
  readonly onSelect?: ((from: number, to: number) => void) | undefined;
}

/** Draws series into an element, as wide as that is. Returns a function that removes the drawing. */
export function drawChart(
  element: HTMLElement,
  { series, times, height, shade, onSelect }: Drawing,
  colours: Readonly<Record<string, string>>,
  shown: (value: number | null) => string,
): () => void {
  const quiet = colours['--ink-quiet'] ?? '';
  const axis = {
    stroke: quiet,
    font: '11px system-ui',
    grid: { stroke: colours['--line'] ?? '', width: 1 },
    ticks: { show: false },
  };
  const options: uPlot.Options = {
    width: Math.max(120, element.clientWidth),
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: onSelect !== undefined, y: false, setScale: false }, points: { size: 5 } },
    scales: { y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.1 : 1] } },
    axes: [
      { ...axis, size: 24, space: 70, values: (_plot, ticks) => ticks.map((tick) => timeOf(tick, ticks)) },
      { ...axis, size: 58, space: 28, values: (_plot, ticks) => ticks.map((tick) => shown(tick)) },
    ],
    series: [
      {},
      ...series.map(({ label }, i) => ({
        label,
        stroke: colours[`--series-${i % 6}`] ?? quiet,
        width: 1.5,
        spanGaps: true,
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [(plot) => shade && paintShade(plot, shade, colours)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width > 2) onSelect?.(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
        },
      ],
    },
  };
  const plot = new uPlot(
    options,
    [times as number[], ...series.map(({ values }) => values as (number | null)[])],
    element,
  );
  const resized = new ResizeObserver(() => {
    const width = Math.max(120, element.clientWidth);
    if (width !== plot.width) plot.setSize({ width, height });
  });
  resized.observe(element);
  return () => {
    resized.disconnect();
    plot.destroy();
  };
}

function paintShade(
  plot: uPlot,
  { from, to }: { from: number; to: number },
  colours: Readonly<Record<string, string>>,
) {
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true));
  ctx.save();
  ctx.fillStyle = colours['--selection'] ?? '';
  ctx.fillRect(left, bbox.top, Math.max(2 * devicePixelRatio, right - left), bbox.height);
  ctx.fillStyle = colours['--accent'] ?? '';
  ctx.fillRect(left, bbox.top, devicePixelRatio, bbox.height);
  ctx.restore();
}

/** The time of a tick; with its seconds where ticks are less than a minute apart, and its day where they are a day. */
function timeOf(tick: number, ticks: readonly number[]): string {
  const step = (ticks[1] ?? tick + 60) - (ticks[0] ?? tick);
  const date = new Date(tick * 1000);
  if (step >= 86_400) return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return step < 60 ? `${time}:${two(date.getSeconds())}` : time;
}
