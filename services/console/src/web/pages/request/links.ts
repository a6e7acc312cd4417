/** A page elsewhere that shows the same trace. */
export interface TraceLink {
  readonly name: string;
  readonly href: string;
}

interface Pages {
  readonly jaeger_url?: string | undefined;
  readonly grafana_url?: string | undefined;
}

/** The pages of Jaeger and Grafana for a trace, or for a span in it; none where their addresses are not known. */
export function linksTo(traceId: string | undefined, pages: Pages | undefined, spanId?: string): TraceLink[] {
  if (!traceId || !pages) return [];
  const { jaeger_url: jaeger, grafana_url: grafana } = pages;
  const links: TraceLink[] = [];
  if (jaeger) {
    const query = spanId === undefined ? '' : `?uiFind=${encodeURIComponent(spanId)}`;
    links.push({ name: 'Jaeger', href: `${jaeger}/trace/${encodeURIComponent(traceId)}${query}` });
  }
  if (grafana) {
    const pane = {
      datasource: 'jaeger',
      queries: [{ refId: 'A', datasource: { type: 'jaeger', uid: 'jaeger' }, query: traceId }],
      range: { from: 'now-1h', to: 'now' },
    };
    const panes = encodeURIComponent(JSON.stringify({ a: pane }));
    links.push({ name: 'Grafana', href: `${grafana}/explore?schemaVersion=1&panes=${panes}` });
  }
  return links;
}
