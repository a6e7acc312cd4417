import { useEffect, useRef } from 'preact/hooks';
import { resolveColours } from '../../components/colours.ts';
import { COLOUR_NAMES, drawMinimap, openCanvas } from './draw.ts';
import type { Layout } from './layout.ts';
import { panBy, placeOf, zoomBy } from './scale.ts';
import { useDragZoom } from './use-drag-zoom.ts';
import type { RequestView } from './view.ts';

const HEIGHT = 44;

/** The whole request as a small picture; what the waterfall shows of it is marked. Drag to zoom, the wheel zooms. */
export function Minimap({ view, layout }: { readonly view: RequestView; readonly layout: Layout }) {
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { whole, bars } = layout;
  const { from, to } = view.range.value;

  useEffect(() => {
    const [element, drawing] = [holder.current, canvas.current];
    if (!element || !drawing) return undefined;
    const paint = () => {
      const width = element.clientWidth;
      const context = openCanvas(drawing, width, HEIGHT);
      const colours = resolveColours(element, COLOUR_NAMES);
      if (context) drawMinimap(context, { bars, width, height: HEIGHT, zoom: whole, colours });
    };
    const resized = new ResizeObserver(paint);
    resized.observe(element);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', paint);
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, width } = element.getBoundingClientRect();
      const range = view.range.value;
      const time = whole.from + ((event.clientX - left) / width) * (whole.to - whole.from);
      const place = Math.min(1, Math.max(0, placeOf(time, range)));
      view.zoom(
        event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
          ? panBy(range, whole, Math.sign(event.deltaX || event.deltaY) * 0.15)
          : zoomBy(range, whole, 1.2 ** Math.sign(event.deltaY), place),
      );
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      resized.disconnect();
      theme.removeEventListener('change', paint);
      element.removeEventListener('wheel', wheel);
    };
  }, [layout]);

  const drag = useDragZoom(
    () => holder.current,
    whole,
    (range) => view.zoom(range),
  );
  const [left, right] = [placeOf(from, whole), placeOf(to, whole)];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the waterfall zoom, too.
    <div class="minimap" ref={holder} title="Drag to zoom" onDblClick={() => view.zoom(undefined)} {...drag.handlers}>
      <canvas ref={canvas} />
      <div class="minimap-out" style={{ left: '0', width: `${left * 100}%` }} />
      <div class="minimap-out" style={{ left: `${right * 100}%`, right: '0' }} />
      {drag.box}
    </div>
  );
}
