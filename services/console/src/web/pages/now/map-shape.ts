import type { Call } from '../../../schemas/now.ts';
import type { Layout } from './map-layout.ts';

export type Direction = 'right' | 'down';

export interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the two figures of an arrow stand: their middle, and the base line of each. */
interface Label {
  readonly x: number;
  readonly first: number;
  readonly second: number;
}

/** An arrow: its path in SVG, and where its figures stand. */
export interface Drawn {
  readonly key: string;
  readonly call: Call;
  readonly path: string;
  readonly label: Label;
}

const BOX = { width: 132, height: 40 };
/** Between layers there is room for figures; between rows for loops. */
const GAP = { right: { layer: 120, row: 44 }, down: { layer: 64, row: 28 } };
const MARGIN = 34;

/** Where each service stands, in pixels. */
export function boxesOf({ places, layers, rows }: Layout, direction: Direction) {
  const { layer: layerGap, row: rowGap } = GAP[direction];
  const isRight = direction === 'right';
  const layerSize = (isRight ? BOX.width : BOX.height) + layerGap;
  const rowSize = (isRight ? BOX.height : BOX.width) + rowGap;
  const perLayer = Map.groupBy(places, ({ layer }) => layer);
  const boxes = new Map(
    places.map(({ name, layer, row }) => {
      // Layers are centred on each other.
      const offset = (rows - (perLayer.get(layer)?.length ?? rows)) / 2;
      const [along, across] = [MARGIN + layer * layerSize, MARGIN + (row + offset) * rowSize];
      return [name, { name, x: isRight ? along : across, y: isRight ? across : along, ...BOX }];
    }),
  );
  const along = 2 * MARGIN + layers * layerSize - layerGap;
  const across = 2 * MARGIN + rows * rowSize - rowGap;
  return { boxes, width: isRight ? along : across, height: isRight ? across : along };
}

/** The arrows between boxes. Several calls between the same two ends are one arrow each, beside each other. */
export function drawnEdges(calls: readonly Call[], boxes: ReadonlyMap<string, Box>, direction: Direction): Drawn[] {
  const counts = new Map<string, number>();
  return calls.flatMap((call) => {
    const [from, to] = [boxes.get(call.client), boxes.get(call.server)];
    if (!from || !to) return [];
    const pair = `${call.client}\n${call.server}`;
    const nth = counts.get(pair) ?? 0;
    counts.set(pair, nth + 1);
    const shape = from === to ? loop(from) : curve(from, to, direction, nth * 30);
    return [{ key: `${pair}\n${nth}`, call, ...shape }];
  });
}

/** A service that calls itself, for instance through a queue: a loop above its box. */
function loop({ x, y, width }: Box): Pick<Drawn, 'path' | 'label'> {
  const [left, right] = [x + width - 46, x + width - 14];
  return {
    path: `M${left} ${y}C${left} ${y - 26} ${right} ${y - 26} ${right} ${y}`,
    label: { x: x + width - 78, first: y - 18, second: y - 4 },
  };
}

function curve(from: Box, to: Box, direction: Direction, shift: number): Pick<Drawn, 'path' | 'label'> {
  const isRight = direction === 'right';
  const isForward = isRight ? to.x > from.x : to.y > from.y;
  const start = sideOf(from, direction, isForward);
  const end = sideOf(to, direction, !isForward);
  const reach = ((isRight ? end.x - start.x : end.y - start.y) / 2) * (isForward ? 1 : -1) || 40;
  const bend = isForward ? reach : Math.max(40, reach);
  const sign = isForward ? 1 : -1;
  const [a, b] = isRight
    ? [
        { x: start.x + sign * bend, y: start.y + shift },
        { x: end.x - sign * bend, y: end.y + shift },
      ]
    : [
        { x: start.x + shift, y: start.y + sign * bend },
        { x: end.x + shift, y: end.y - sign * bend },
      ];
  const middle = { x: (start.x + 3 * a.x + 3 * b.x + end.x) / 8, y: (start.y + 3 * a.y + 3 * b.y + end.y) / 8 };
  return {
    path: `M${start.x} ${start.y}C${a.x} ${a.y} ${b.x} ${b.y} ${end.x} ${end.y}`,
    label: isRight
      ? { x: middle.x, first: middle.y - 7, second: middle.y + 16 }
      : { x: middle.x + 38, first: middle.y - 3, second: middle.y + 11 },
  };
}

function sideOf({ x, y, width, height }: Box, direction: Direction, isAfter: boolean): Point {
  if (direction === 'right') return { x: isAfter ? x + width : x, y: y + height / 2 };
  return { x: x + width / 2, y: isAfter ? y + height : y };
}
