import type { Dashboard, GridPos, Panel } from '@grafana/grafana-foundation-sdk/dashboard';

/** A query as one of our three data sources takes it. */
export interface Query {
  readonly refId?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly queryType?: string;
  readonly expr?: string;
  readonly exemplar?: boolean;
  readonly instant?: boolean;
  readonly legendFormat?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly tags?: string;
  readonly minDuration?: string;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** A choice at the head of a dashboard: the values that a label of some series has. */
export interface Variable {
  readonly name: string;
  readonly selector: string;
  readonly label: string;
  /** What stands for all of them, where that can be chosen. */
  readonly all: string | undefined;
}

/** A link to a dashboard, and what it sets there. */
export interface PageLink {
  readonly uid: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The panels of a dashboard, without the rows that head them. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).filter((panel): panel is Panel => panel.type !== 'row');
}

/** Where panels and rows are on the grid. */
export function boxesOf(dashboard: Dashboard): (GridPos & { title: string })[] {
  return (dashboard.panels ?? []).map(({ title = '', gridPos }) => {
    if (!gridPos) throw new Error(`${title} has no place`);
    return { title, ...gridPos };
  });
}

export function queriesOf(panel: Panel): Query[] {
  return (panel.targets ?? []) as unknown as Query[];
}

export function linksOf(panel: Panel): Link[] {
  return (panel.fieldConfig?.defaults?.links ?? []) as Link[];
}

export function variablesOf(dashboard: Dashboard): Variable[] {
  return (dashboard.templating?.list ?? []).map(({ name, query, includeAll, allValue }) => {
    const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(String(query)) ?? [];
    return { name, selector, label, all: includeAll ? allValue : undefined };
  });
}

/** What an address says if it is one of a dashboard. */
export function pageLink(url: string): PageLink | undefined {
  const { pathname, searchParams } = new URL(url, 'http://grafana');
  const [, uid] = /^\/d\/([\w-]+)$/.exec(pathname) ?? [];
  if (uid === undefined) return undefined;
  const set = [...searchParams].filter(([name]) => name.startsWith('var-'));
  return { uid, variables: Object.fromEntries(set.map(([name, value]) => [name.slice('var-'.length), value])) };
}

/** The queries of an address within Explore, with variables as they stand. */
export function exploreQueries(url: string): Query[] {
  const { pathname, searchParams } = new URL(url, 'http://grafana');
  if (pathname !== '/explore') throw new Error(`not a page of Explore: ${url}`);
  if (searchParams.get('schemaVersion') !== '1') throw new Error(`Explore reads panes of schemaVersion 1: ${url}`);
  const panes = JSON.parse(searchParams.get('panes') ?? '') as Record<string, { datasource: string; queries: Query[] }>;
  return Object.values(panes).flatMap(({ datasource, queries }) => {
    if (queries.some((query) => query.datasource?.uid !== datasource)) throw new Error(`two data sources: ${url}`);
    return queries;
  });
}
