import type { Bar } from './layout.ts';
import { placeOf, ticksOf } from './scale.ts';
import type { Range } from './url-state.ts';

export type Colours = Readonly<Record<string, string>>;

/** How many colours services have; then the first is used again. */
export const SERVICE_COLOURS = 8;
/** The CSS custom properties that the drawings use. */
export const COLOUR_NAMES = [
  ...Array.from({ length: SERVICE_COLOURS }, (_, i) => `--service-${i}`),
  '--line',
  '--ink',
  '--ink-quiet',
  '--surface',
  '--wait',
  '--error',
  '--critical',
];

interface Drawing {
  readonly bars: readonly Bar[];
  /** Pixels of the drawing. */
  readonly width: number;
  readonly height: number;
  readonly zoom: Range;
  readonly colours: Colours;
}

/** Makes a canvas as sharp as the screen, empties it, and gives its context in CSS pixels. */
export function openCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** About how many labels fit on a time axis. */
export const tickCount = (width: number) => Math.max(2, Math.floor(width / 110));

/** Draws the bars of the visible rows. `rowHeight` and `scrolled` are in pixels. */
export function drawBars(
  context: CanvasRenderingContext2D,
  { bars, width, height, zoom, colours }: Drawing,
  { first, rowHeight, scrolled }: { first: number; rowHeight: number; scrolled: number },
): void {
  const x = (time: number) => Math.min(width + 4, Math.max(-4, placeOf(time, zoom) * width));
  context.fillStyle = colours['--line'] ?? '';
  for (const tick of ticksOf(zoom, tickCount(width))) context.fillRect(Math.round(x(tick)), 0, 1, height);
  for (const [i, bar] of bars.entries()) {
    const middle = (first + i) * rowHeight - scrolled + rowHeight / 2;
    const [left, right] = [x(bar.start), x(bar.end)];
    drawBar(context, bar, { left, length: Math.max(2, right - left), middle, colours });
    if (right < 0 || left > width) {
      // The bar is outside of what is zoomed to: a tip at the edge shows on which side.
      drawTip(context, left > width ? width - 7 : 1, middle, left > width ? 1 : -1, colours['--ink-quiet'] ?? '');
      continue;
    }
    context.fillStyle = colours['--critical'] ?? '';
    for (const { from, to } of bar.path) context.fillRect(x(from), middle + 6, Math.max(1, x(to) - x(from)), 2);
    for (const { at, severity } of bar.marks) drawMark(context, x(at), middle, severity, colours);
    if (bar.oddities.length > 0) drawTip(context, Math.max(1, left - 9), middle, 1, colours['--wait'] ?? '');
  }
}

interface BarPlace {
  readonly left: number;
  readonly length: number;
  readonly middle: number;
  readonly colours: Colours;
}

function drawBar(context: CanvasRenderingContext2D, bar: Bar, { left, length, middle, colours }: BarPlace): void {
  const own = colours[`--service-${bar.service % SERVICE_COLOURS}`] ?? '';
  if (bar.isWait) {
    context.strokeStyle = colours['--wait'] ?? '';
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, middle - 3.5, Math.max(1, length - 1), 7);
    context.save();
    context.beginPath();
    context.rect(left, middle - 4, length, 8);
    context.clip();
    context.beginPath();
    const last = Math.min(left + length, 10_000);
    for (let at = left - 8; at < last; at += 6) {
      context.moveTo(at, middle + 4);
      context.lineTo(at + 8, middle - 4);
    }
    context.stroke();
    context.restore();
    return;
  }
  context.fillStyle = bar.isError ? (colours['--error'] ?? '') : own;
  context.beginPath();
  context.roundRect(left, middle - 5, length, 10, Math.min(2, length / 2));
  context.fill();
}

function drawMark(context: CanvasRenderingContext2D, x: number, middle: number, severity: string, colours: Colours) {
  const colour = severity === 'error' ? '--error' : severity === 'warning' ? '--wait' : '--ink';
  context.beginPath();
  context.arc(x, middle - 8, 2.25, 0, Math.PI * 2);
  context.fillStyle = colours[colour] ?? '';
  context.strokeStyle = colours['--surface'] ?? '';
  context.lineWidth = 1;
  context.fill();
  context.stroke();
}

function drawTip(
  context: CanvasRenderingContext2D,
  x: number,
  middle: number,
  direction: 1 | -1,
  colour: string,
): void {
  const [tail, tip] = direction === 1 ? [x, x + 6] : [x + 6, x];
  context.beginPath();
  context.moveTo(tail, middle - 4);
  context.lineTo(tip, middle);
  context.lineTo(tail, middle + 4);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
}

/** Draws the whole request as small as it fits: a line for each bar. */
export function drawMinimap(context: CanvasRenderingContext2D, { bars, width, height, zoom, colours }: Drawing): void {
  const step = Math.min(6, (height - 4) / Math.max(1, bars.length));
  const thick = Math.max(1, Math.min(3, step - 1));
  for (const [i, bar] of bars.entries()) {
    const left = placeOf(bar.start, zoom) * width;
    const length = Math.max(1, (placeOf(bar.end, zoom) - placeOf(bar.start, zoom)) * width);
    const colour = bar.isError ? '--error' : bar.isWait ? '--wait' : `--service-${bar.service % SERVICE_COLOURS}`;
    context.fillStyle = colours[colour] ?? '';
    context.globalAlpha = bar.isWait ? 0.45 : 1;
    context.fillRect(left, 2 + i * step, length, thick);
  }
  context.globalAlpha = 1;
}
