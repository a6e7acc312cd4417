import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel as FinishedPanel,
  type QueryVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { LOKI } from '../datasources.ts';

/** Every dashboard: the name of its file, and the end of its uid, which never changes, since alerts link to it. */
export type PageName =
  | 'overview'
  | 'objectives'
  | 'service'
  | 'any-service'
  | 'pictures'
  | 'nodejs'
  | 'telemetry'
  | 'ledger'
  | 'backends'
  | 'kubernetes';

/** A panel that has no number yet. */
export interface Panel extends cog.Builder<FinishedPanel> {
  id(id: number): this;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** What differs from dashboard to dashboard. */
export interface Page {
  readonly name: PageName;
  readonly title: string;
  /** What it answers, as sentences. */
  readonly description: string;
  readonly variables?: readonly QueryVariableBuilder[];
  readonly rows: readonly Row[];
}

const TAG = 'triptych';

export function page({ name, title, description, variables = [], rows }: Page): Dashboard {
  const choosesService = variables.some((variable) => variable.build().name === 'service');
  const dashboard = new DashboardBuilder(title)
    .uid(`triptych-${name}`)
    .description(description)
    .tags([TAG])
    .readonly()
    .timezone('browser')
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(others())
    .annotation(starts(choosesService ? '$service' : '.+'));
  for (const variable of variables) dashboard.withVariable(variable);
  let id = 0;
  for (const row of rows) {
    dashboard.withRow(new RowBuilder(row.title).id(++id));
    for (const panel of row.panels) dashboard.withPanel(withoutLinksTo(name, panel.id(++id)));
  }
  return dashboard.build();
}

/** Removes links to the dashboard that the panel is on: a panel may be on several. */
function withoutLinksTo(name: PageName, panel: Panel): cog.Builder<FinishedPanel> {
  const built = panel.build();
  const { defaults } = built.fieldConfig ?? {};
  const itself = (url = '') => url.startsWith(`/d/triptych-${name}?`) && !url.includes('&var-');
  if (defaults?.links) defaults.links = defaults.links.filter(({ url }) => !itself(url));
  return { build: () => built };
}

/** Links from each dashboard to all others, with the time and the shared variables. */
function others(): cog.Builder<DashboardLink> {
  const { placement: _inMenu, ...link } = new DashboardLinkBuilder('Dashboards')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true)
    .build();
  // The builder would hide it in a menu.
  return { build: () => link };
}

/** Marks the starts of services, since many faults begin with one. */
function starts(services: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Starts')
    .datasource(LOKI)
    .enable(true)
    .iconColor('blue')
    .expr(`{service=~"${services}"} | json | message="service started"`)
    .titleFormat('{{service}} started')
    .textFormat('{{service_version}}');
}
