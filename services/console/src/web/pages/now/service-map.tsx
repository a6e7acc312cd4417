import type { Call } from '../../../schemas/now.ts';
import { useMedia } from '../../media.ts';
import { layoutOf } from './map-layout.ts';
import { type Box, boxesOf, type Drawn, drawnEdges } from './map-shape.ts';
import { shown } from './shown.ts';

/** Who calls whom now. Each service leads to its traces. */
export function ServiceMap({ calls }: { readonly calls: readonly Call[] }) {
  const isNarrow = useMedia('(max-width: 60rem)');
  const layout = layoutOf(calls);
  const { boxes, width, height } = boxesOf(layout, isNarrow ? 'down' : 'right');
  return (
    <div class="map">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-label="Calls between services">
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0L8 4L0 8Z" class="map-arrow" />
          </marker>
        </defs>
        {drawnEdges(calls, boxes, isNarrow ? 'down' : 'right').map((edge) => (
          <Arrow {...edge} />
        ))}
        {[...boxes.values()].map((box) => (
          <Node key={box.name} box={box} calls={calls} />
        ))}
      </svg>
    </div>
  );
}

function Arrow({ call, path, label }: Drawn) {
  const { client, server, rate, error_ratio: ratio, p95_seconds: p95 } = call;
  const fails = (ratio ?? 0) > 0;
  const spoken = `${client} calls ${server}: ${shown.rate(rate)}, ${shown.percent(ratio)} fail, 95 % take less than ${shown.duration(p95)}`;
  return (
    <a href={tracesOf(server)} class={`map-edge${rate > 0 ? '' : ' map-rests'}${fails ? ' map-fails' : ''}`}>
      <title>{spoken}</title>
      <path d={path} marker-end="url(#arrow)" />
      <text x={label.x} y={label.first} text-anchor="middle">
        {shown.rate(rate)}
      </text>
      <text x={label.x} y={label.second} text-anchor="middle" class="map-quiet">
        {fails ? `${shown.percent(ratio)} fail` : p95 === null ? '' : shown.duration(p95)}
      </text>
    </a>
  );
}

function Node({ box, calls }: { readonly box: Box; readonly calls: readonly Call[] }) {
  const { name, x, y, width, height } = box;
  const isOutside = calls.some(
    ({ client, server, outside }) =>
      (outside === 'client' && client === name) || (outside === 'server' && server === name),
  );
  const label = OUTSIDE[name] ?? name;
  const shape = (
    <>
      <rect x={x} y={y} width={width} height={height} rx="6" />
      <text x={x + width / 2} y={y + height / 2 + 5} text-anchor="middle">
        {label.length > 18 ? `${label.slice(0, 17)}…` : label}
      </text>
    </>
  );
  if (isOutside) return <g class="map-node map-outside">{shape}</g>;
  return (
    <a class="map-node" href={tracesOf(name)} aria-label={`Traces of ${name}`}>
      {shape}
    </a>
  );
}

/** The Collector's names for ends that send no spans. */
const OUTSIDE: Readonly<Record<string, string>> = { user: 'callers', unknown: 'without spans' };

const tracesOf = (service: string) =>
  `/explore?${new URLSearchParams({ language: 'traces', query: `service=${service}` })}`;
