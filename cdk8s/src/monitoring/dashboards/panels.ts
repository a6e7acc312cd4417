import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LogsSortOrder,
  ReduceDataOptionsBuilder,
  SortOrder,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DashboardLinkBuilder,
  MappingType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  PanelBuilder as HeatMap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as Logs } from '@grafana/grafana-foundation-sdk/logs';
import { PanelBuilder as NodeGraph } from '@grafana/grafana-foundation-sdk/nodegraph';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { type DataSourceRef, JAEGER, LOKI, PROMETHEUS } from '../datasources.ts';
import type { Limit } from './limit.ts';
import { type LokiQuery, lineQuery, type PrometheusQuery } from './queries.ts';

/** The size of a panel in columns and rows; a screen has 24 of each. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Text and size of a panel. */
export interface Question extends Size {
  /** A question that the panel answers, or a fact that it states. */
  readonly title: string;
  /** What the panel shows, and what to do when the value is bad. */
  readonly description: string;
}

export interface Measure extends Question {
  readonly unit: string;
  readonly queries: readonly (PrometheusQuery | LokiQuery)[];
  readonly datasource?: DataSourceRef;
  /** Values from which to warn and from which it is critical; where less is worse, the first is the larger one. */
  readonly thresholds?: readonly [warning: number, critical: number | Limit];
  readonly links?: readonly DashboardLinkBuilder[];
  readonly max?: number;
  /** Whether the value may be below 0. */
  readonly signed?: boolean;
}

export interface States extends Question {
  readonly queries: readonly PrometheusQuery[];
  /** What each value means. */
  readonly states: Readonly<Record<string, State>>;
  readonly links: readonly DashboardLinkBuilder[];
}

export interface Rows extends Question {
  readonly queries: readonly PrometheusQuery[];
  /** The columns to show, from left to right, with their heads; `Value #A` has the values of query A. */
  readonly columns: Readonly<Record<string, string>>;
  /** The head of the column whose largest value comes first. */
  readonly sortBy: string;
  readonly links: readonly DashboardLinkBuilder[];
}

export interface State {
  readonly text: string;
  readonly color: 'green' | 'orange' | 'red';
}

/** A line over time for each series. */
export function graph(measure: Measure): TimeSeries {
  const panel = fill(new TimeSeries(), measure)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Never)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(legend());
  if (!measure.thresholds) return panel;
  return panel
    .thresholds(steps(measure.thresholds))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

/** One number with a small graph of its history. */
export function figure(measure: Measure): Stat {
  return fill(new Stat(), measure)
    .graphMode(BigValueGraphMode.Area)
    .colorMode(measure.thresholds ? BigValueColorMode.Value : BigValueColorMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .noValue('–')
    .thresholds(steps(measure.thresholds));
}

/** States over time: a bar for each series. */
export function timeline({ queries, states, links, ...question }: States): StateTimeline {
  const named = Object.entries(states).map(([value, state], index) => [value, { ...state, index }]);
  return withText(new StateTimeline(), question)
    .datasource(PROMETHEUS)
    .targets([...queries])
    .unit('short')
    .mappings([{ type: MappingType.ValueToText, options: Object.fromEntries(named) }])
    .dataLinks([...links])
    .mergeValues(true)
    .legend(legend());
}

/** A histogram over time: a column for each moment, a cell for each bucket. */
export function heatMap({ queries, unit, ...question }: Question & Pick<Measure, 'queries' | 'unit'>): HeatMap {
  return withText(new HeatMap(), question)
    .datasource(PROMETHEUS)
    .targets([...queries])
    .calculate(false)
    .unit('short')
    .yAxis(new YAxisConfigBuilder().unit(unit))
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Blues').steps(64));
}

/** A row for each set of labels, with one value of each query. */
export function table({ queries, columns, sortBy, links, ...question }: Rows): Table {
  const names = Object.keys(columns);
  return withText(new Table(), question)
    .datasource(PROMETHEUS)
    .targets([...queries])
    .unit('short')
    .decimals(0)
    .dataLinks([...links])
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names } } })
    .withTransformation({
      id: 'organize',
      options: { renameByName: columns, indexByName: Object.fromEntries(names.map((name, i) => [name, i])) },
    })
    .sortBy([new TableSortByFieldStateBuilder().displayName(sortBy).desc(true)]);
}

/** Log lines, newest first; the details of a line link to its trace. */
export function logs({ expr, ...question }: Question & { readonly expr: string }): Logs {
  return withText(new Logs(), question)
    .datasource(LOKI)
    .withTarget(lineQuery(expr).maxLines(200))
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending);
}

/** Services as nodes and calls between them as edges, counted by Jaeger. */
export function serviceGraph(question: Question): NodeGraph {
  const target = { refId: 'A', datasource: JAEGER, queryType: 'dependencyGraph' };
  return withText(new NodeGraph(), question)
    .datasource(JAEGER)
    .withTarget({ build: () => target as unknown as cog.Dataquery });
}

interface Described {
  title(title: string): this;
  description(description: string): this;
  span(width: number): this;
  height(height: number): this;
}

interface Filled extends Described {
  datasource(datasource: DataSourceRef): this;
  targets(targets: cog.Builder<cog.Dataquery>[]): this;
  unit(unit: string): this;
  dataLinks(links: DashboardLinkBuilder[]): this;
  min(min: number): this;
  max(max: number): this;
}

function withText<P extends Described>(panel: P, { title, description, width, height }: Question): P {
  return panel.title(title).description(description).span(width).height(height);
}

function fill<P extends Filled>(panel: P, measure: Measure): P {
  const { queries, unit, datasource = PROMETHEUS, links = [], max, signed = false } = measure;
  withText(panel, measure)
    .datasource(datasource)
    .targets([...queries])
    .unit(unit)
    .dataLinks([...links]);
  if (!signed) panel.min(0);
  if (max !== undefined) panel.max(max);
  return panel;
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true);
}

function steps(thresholds: Measure['thresholds']): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(thresholds));
}

function stepsOf(thresholds: Measure['thresholds']): Threshold[] {
  if (!thresholds) return [{ value: null, color: 'green' }];
  const [warning, limit] = thresholds;
  // A place is text until the file of the dashboard is written.
  const critical = typeof limit === 'number' ? limit : (limit.place as unknown as number);
  return warning <= (typeof limit === 'number' ? limit : limit.value)
    ? [
        { value: null, color: 'green' },
        { value: warning, color: 'orange' },
        { value: critical, color: 'red' },
      ]
    : [
        { value: null, color: 'red' },
        { value: critical, color: 'orange' },
        { value: warning, color: 'green' },
      ];
}
