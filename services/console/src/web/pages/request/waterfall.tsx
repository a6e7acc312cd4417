// biome-ignore-all lint/a11y/useSemanticElements: a table cannot have a canvas behind its rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree grid has the focus, and names the active row.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { resolveColours } from '../../components/colours.ts';
import { duration } from '../../format.ts';
import { BarRow } from './bar-row.tsx';
import { COLOUR_NAMES, type Colours, drawBars, openCanvas, tickCount } from './draw.ts';
import type { Layout } from './layout.ts';
import { panBy, placeOf, ticksOf, zoomBy } from './scale.ts';
import { isCollapsed } from './url-state.ts';
import { useDragZoom } from './use-drag-zoom.ts';
import type { RequestView } from './view.ts';
import { RowHeights } from './windowed.ts';

const ROW = 26;
/** Pixels of the time axis, which stays above the rows. */
const HEAD = 28;
/** Beyond this share of the axis a label is before its tick: after it there is no room. */
const LAST_LABEL = 0.9;

/** The rows of a trace as a tree grid, whose bars are on one canvas. Only rows near the visible ones exist. */
export function Waterfall({ view, layout }: { readonly view: RequestView; readonly layout: Layout }) {
  const scroller = useRef<HTMLDivElement>(null);
  const lane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useRef<Colours | undefined>(undefined);
  const frame = useRef(0);
  const { bars, whole } = layout;
  const visible = view.visible.value;
  const range = view.range.value;
  const state = view.state.value;
  const heights = new RowHeights(visible.length, ROW);
  const [shown, setShown] = useState(() => heights.visible(0, 600));
  const drag = useDragZoom(
    () => lane.current,
    range,
    (chosen) => view.zoom(chosen),
  );

  const paint = () => {
    const [element, area, drawing] = [scroller.current, lane.current, canvas.current];
    if (!element || !area || !drawing) return;
    const [width, height, scrolled] = [area.clientWidth, element.clientHeight - HEAD, element.scrollTop];
    colours.current ??= resolveColours(element, COLOUR_NAMES);
    const context = openCanvas(drawing, width, height);
    const { first, end } = heights.visible(scrolled, height);
    const drawn = visible.slice(first, end).flatMap((i) => bars[i] ?? []);
    if (context) {
      const drawing = { bars: drawn, width, height, zoom: range, colours: colours.current };
      drawBars(context, drawing, { first, rowHeight: ROW, scrolled });
    }
  };
  const latest = useRef(paint);
  latest.current = paint;
  const repaint = () => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => latest.current());
  };
  const scrolled = () => {
    const element = scroller.current;
    if (!element) return;
    repaint();
    const next = heights.visible(element.scrollTop, element.clientHeight);
    setShown((now) => (now.first === next.first && now.end === next.end ? now : next));
  };
  const latestScrolled = useRef(scrolled);
  latestScrolled.current = scrolled;

  useLayoutEffect(() => latestScrolled.current(), [visible]);
  useLayoutEffect(repaint);
  useEffect(() => {
    const [element, area] = [scroller.current, lane.current];
    if (!element || !area) return undefined;
    const resized = new ResizeObserver(() => {
      view.axisWidth.value = area.clientWidth;
      latestScrolled.current();
    });
    resized.observe(element);
    resized.observe(area);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    const recolour = () => {
      colours.current = undefined;
      repaint();
    };
    theme.addEventListener('change', recolour);
    return () => {
      resized.disconnect();
      theme.removeEventListener('change', recolour);
      cancelAnimationFrame(frame.current);
    };
  }, [view]);

  // The wheel scrolls the rows; on the axis, or with Ctrl, it zooms.
  useEffect(() => {
    const element = scroller.current;
    const wheel = (event: WheelEvent) => {
      const isOnAxis = event.target instanceof Element && event.target.closest('.waterfall-head') !== null;
      const area = lane.current?.getBoundingClientRect();
      if (!area || !(isOnAxis || event.ctrlKey || event.metaKey || event.shiftKey)) return;
      event.preventDefault();
      const now = view.range.value;
      const place = Math.min(1, Math.max(0, (event.clientX - area.left) / area.width));
      view.zoom(
        event.shiftKey
          ? panBy(now, whole, Math.sign(event.deltaX || event.deltaY) * 0.15)
          : zoomBy(now, whole, 1.2 ** Math.sign(event.deltaY), place),
      );
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [layout]);

  // The selected row is scrolled to wherever it was selected.
  const place = visible.findIndex((i) => bars[i]?.row.id === state.selected);
  useEffect(() => {
    const element = scroller.current;
    if (!element || place < 0) return;
    const top = place * ROW;
    if (top < element.scrollTop || top + ROW > element.scrollTop + element.clientHeight - HEAD) {
      element.scrollTop = top - element.clientHeight / 2;
    }
  }, [place]);

  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const current = bars[visible[place] ?? -1]?.row;
    const isClosed = current !== undefined && isCollapsed(state, current);
    const parent = bars[current?.parent ?? -1]?.row;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = { ...steps, Home: -visible.length, End: visible.length }[event.key];
    if (step !== undefined) view.move(step);
    else if (event.key === 'ArrowRight' && current && current.size > 0)
      isClosed ? view.toggle(current.id) : view.move(1);
    else if (event.key === 'ArrowLeft' && current && current.size > 0 && !isClosed) view.toggle(current.id);
    else if (event.key === 'ArrowLeft' && parent) view.select(parent.id);
    else return;
    event.preventDefault();
    scroller.current?.focus({ preventScroll: true });
  };

  const ticks = ticksOf(range, tickCount(view.axisWidth.value));
  const services = layout.services;
  return (
    <div
      class="waterfall"
      ref={scroller}
      role="treegrid"
      aria-label="Spans of the request"
      aria-rowcount={visible.length + 1}
      aria-activedescendant={place >= shown.first && place < shown.end ? `row-${place}` : undefined}
      tabIndex={0}
      onKeyDown={keys}
      onScroll={scrolled}
      {...drag.handlers}
    >
      <div class="waterfall-top" role="rowgroup">
        <div class="waterfall-head waterfall-columns" role="row" aria-rowindex={1}>
          <div role="columnheader">Span</div>
          <div role="columnheader" class="waterfall-axis" aria-label="Time">
            {ticks.map((tick) => (
              <span
                key={tick}
                class={placeOf(tick, range) > LAST_LABEL ? 'waterfall-tick-end' : undefined}
                style={{ left: `${placeOf(tick, range) * 100}%` }}
              >
                {duration(tick / 1e6)}
              </span>
            ))}
          </div>
          <div role="columnheader" class="waterfall-took">
            Took
          </div>
        </div>
      </div>
      <div class="waterfall-canvas waterfall-columns" aria-hidden="true">
        <div />
        <div class="waterfall-lane" ref={lane}>
          <canvas ref={canvas} />
          {drag.box}
        </div>
      </div>
      <div class="waterfall-all" role="rowgroup" style={{ height: `${heights.total}px` }}>
        {visible.slice(shown.first, shown.end).map((i, at) => {
          const bar = bars[i];
          if (!bar) return null;
          const parent = bars[bar.row.parent];
          return (
            <BarRow
              key={bar.row.id}
              bar={bar}
              index={shown.first + at}
              top={(shown.first + at) * ROW}
              service={parent?.service === bar.service && at > 0 ? undefined : services[bar.service]}
              isCollapsed={isCollapsed(state, bar.row)}
              isSelected={bar.row.id === state.selected}
              isMatch={view.matchedIds.value.has(bar.row.id)}
              onSelect={() => view.change({ selected: bar.row.id === state.selected ? undefined : bar.row.id })}
              onToggle={() => view.toggle(bar.row.id)}
            />
          );
        })}
      </div>
    </div>
  );
}
