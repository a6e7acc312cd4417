import type { Span } from '@triptych/client/request/span';

/** A call from one service to another: the kinds of spans that the Collector's service graph pairs. */
export interface Edge {
  readonly client: string;
  readonly server: string;
}

const PAIRS: Readonly<Record<string, string>> = { client: 'server', producer: 'consumer' };

/** The calls between a service and other services in a trace, each once. */
export function edgesOf(spans: readonly Span[], service: string): Edge[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const edges = spans.flatMap(({ kind, parentId = '', service: server }) => {
    const caller = byId.get(parentId);
    if (!caller || PAIRS[caller.kind] !== kind || caller.service === server) return [];
    return caller.service === service || server === service ? [{ client: caller.service, server }] : [];
  });
  return [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
}
