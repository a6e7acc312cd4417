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
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DashboardLinkBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Logs } from '@grafana/grafana-foundation-sdk/logs';
import { DataqueryBuilder as LokiQuery } from '@grafana/grafana-foundation-sdk/loki';
import { PanelBuilder as NodeGraph } from '@grafana/grafana-foundation-sdk/nodegraph';
import { DataqueryBuilder as PrometheusQuery } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { JAEGER, LOKI, PROMETHEUS } from './datasources.ts';

/** What every panel says about itself. */
export interface Question {
  /** A question that the panel answers, or a fact that it states. */
  readonly title: string;
  /** What is counted, and what to do when it is not as it should be. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
}

export interface Measure extends Question {
  readonly unit: string;
  readonly queries: readonly PrometheusQuery[];
  /** From where on it is worth a look, and from where on it hurts. */
  readonly thresholds?: readonly [warning: number, critical: number];
  readonly links?: readonly DashboardLinkBuilder[];
  readonly max?: number;
}

/** A query over the dashboard's time; `exemplars` shows the traces behind a histogram's buckets as points. */
export function query(
  expr: string,
  { legend = '', refId = 'A', exemplars = false, instant = false } = {},
): PrometheusQuery {
  const made = new PrometheusQuery().expr(expr).refId(refId).legendFormat(legend).datasource(PROMETHEUS);
  if (instant) return made.instant();
  return exemplars ? made.range().exemplar(true) : made.range();
}

/** How a measure went. */
export function graph({ queries, unit, thresholds, links = [], max, ...question }: Measure): TimeSeries {
  const panel = describe(new TimeSeries(), question)
    .datasource(PROMETHEUS)
    .targets([...queries])
    .unit(unit)
    .min(0)
    .dataLinks([...links])
    .fillOpacity(10)
    .showPoints(VisibilityMode.Never)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    );
  if (max !== undefined) panel.max(max);
  if (!thresholds) return panel;
  return panel
    .thresholds(steps(thresholds))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}

/** One number, and how it came about. */
export function figure({ queries, unit, thresholds, links = [], max, ...question }: Measure): Stat {
  const panel = describe(new Stat(), question)
    .datasource(PROMETHEUS)
    .targets([...queries])
    .unit(unit)
    .min(0)
    .dataLinks([...links])
    .graphMode(BigValueGraphMode.Area)
    .colorMode(thresholds ? BigValueColorMode.Value : BigValueColorMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .noValue('–')
    .thresholds(steps(thresholds));
  return max === undefined ? panel : panel.max(max);
}

/** Log lines, newest first; the details of each lead to its trace. */
export function logs({ expr, ...question }: Question & { readonly expr: string }): Logs {
  return describe(new Logs(), question)
    .datasource(LOKI)
    .withTarget(new LokiQuery().expr(expr).queryType('range').maxLines(200).refId('A').datasource(LOKI))
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending);
}

/** The services as nodes and their calls as edges, as Jaeger counts them. */
export function serviceGraph(question: Question): NodeGraph {
  const target = { refId: 'A', datasource: JAEGER, queryType: 'dependencyGraph' };
  return describe(new NodeGraph(), question)
    .datasource(JAEGER)
    .withTarget({ build: () => target as unknown as cog.Dataquery });
}

interface Describable {
  title(title: string): this;
  description(description: string): this;
  span(width: number): this;
  height(height: number): this;
}

function describe<P extends Describable>(panel: P, { title, description, width, height }: Question): P {
  return panel.title(title).description(description).span(width).height(height);
}

function steps(thresholds: Measure['thresholds']): ThresholdsConfigBuilder {
  const all: Threshold[] = [{ value: null, color: 'green' }];
  if (thresholds) all.push({ value: thresholds[0], color: 'orange' }, { value: thresholds[1], color: 'red' });
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(all);
}
