/** An arrow of the map; only its ends matter for the layout. */
export interface Edge {
  readonly client: string;
  readonly server: string;
}

/** A place in the map: `layer` counts from the callers on, `row` within the layer from 0. */
export interface Place {
  readonly name: string;
  readonly layer: number;
  readonly row: number;
}

export interface Layout {
  readonly places: readonly Place[];
  readonly layers: number;
  /** The number of rows of the fullest layer. */
  readonly rows: number;
}

/**
 * Puts callers before those whom they call. A call that closes a circle does not count. Within a layer, a service stands
 * near the middle of its callers, which keeps arrows short.
 */
export function layoutOf(edges: readonly Edge[]): Layout {
  const forward = withoutCircles(edges);
  const names = [...new Set(edges.flatMap(({ client, server }) => [client, server]))].sort();
  const layerOf = layersOf(names, forward);
  const layers = Math.max(0, ...[...layerOf.values()].map((layer) => layer + 1));
  const rowOf = new Map<string, number>();
  const places: Place[] = [];
  for (let layer = 0; layer < layers; layer += 1) {
    const callersRow = (name: string) => {
      const rows = forward.filter(({ server }) => server === name).map(({ client }) => rowOf.get(client) ?? 0);
      return rows.length > 0 ? rows.reduce((sum, row) => sum + row, 0) / rows.length : 0;
    };
    const members = names.filter((name) => layerOf.get(name) === layer);
    members.sort((a, b) => callersRow(a) - callersRow(b) || a.localeCompare(b));
    members.forEach((name, row) => {
      rowOf.set(name, row);
      places.push({ name, layer, row });
    });
  }
  return { places, layers, rows: Math.max(0, ...places.map(({ row }) => row + 1)) };
}

/** The edges without those that lead back to a service on the way. */
function withoutCircles(edges: readonly Edge[]): Edge[] {
  const kept: Edge[] = [];
  for (const edge of edges) {
    if (edge.client !== edge.server && !leadsTo(kept, edge.server, edge.client)) kept.push(edge);
  }
  return kept;
}

function leadsTo(edges: readonly Edge[], from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return edges.some(({ client, server }) => client === from && leadsTo(edges, server, to, seen));
}

/** The length of the longest way from a caller whom nobody calls. */
function layersOf(names: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const layers = new Map<string, number>();
  const layerOf = (name: string): number => {
    const known = layers.get(name);
    if (known !== undefined) return known;
    const callers = edges.filter(({ server }) => server === name);
    const layer = Math.max(0, ...callers.map(({ client }) => layerOf(client) + 1));
    layers.set(name, layer);
    return layer;
  };
  for (const name of names) layerOf(name);
  return layers;
}
