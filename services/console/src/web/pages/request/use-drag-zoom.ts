import { h } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Range } from './url-state.ts';

/** Pixels below which a drag is a click. */
const CLICK = 4;

/** Lets people drag over `area` to choose a stretch of `range`. `box` shows what is chosen. */
export function useDragZoom(area: () => HTMLElement | null, range: Range, choose: (chosen: Range) => void) {
  const from = useRef<number | undefined>(undefined);
  const [chosen, setChosen] = useState<readonly [number, number] | undefined>(undefined);
  /** The place of the pointer in the area: 0 at its left edge, 1 at its right. */
  const placeIn = (event: PointerEvent): number => {
    const { left, width } = area()?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return (event.clientX - left) / width;
  };
  const clamp = (place: number) => Math.min(1, Math.max(0, place));
  const handlers = {
    onPointerDown(event: PointerEvent) {
      const place = placeIn(event);
      from.current =
        event.button === 0 && place >= 0 && place <= 1 && event.pointerType !== 'touch' ? place : undefined;
    },
    onPointerMove(event: PointerEvent) {
      if (from.current === undefined) return;
      const place = clamp(placeIn(event));
      if (Math.abs(place - from.current) * (area()?.clientWidth ?? 0) < CLICK && !chosen) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      setChosen([Math.min(from.current, place), Math.max(from.current, place)]);
    },
    onPointerUp() {
      from.current = undefined;
      setChosen(undefined);
      if (!chosen) return;
      const at = (place: number) => range.from + place * (range.to - range.from);
      choose({ from: at(chosen[0]), to: at(chosen[1]) });
    },
    onPointerCancel() {
      from.current = undefined;
      setChosen(undefined);
    },
  };
  const box = chosen
    ? h('div', {
        class: 'drag-box',
        style: { left: `${chosen[0] * 100}%`, width: `${(chosen[1] - chosen[0]) * 100}%` },
      })
    : null;
  return { handlers, box, isDragging: chosen !== undefined };
}
