import { chart } from './chart.ts';
import { composeConfig } from './compose.ts';
import { composeTargets } from './compose-targets.ts';
import { dashboardFiles } from './dashboards.ts';
import type { Generator } from './generator.ts';
import { otelcol, otelcolCluster } from './otelcol.ts';
import { rules } from './rules.ts';
import { telemetryPage } from './telemetry-page.ts';
import { weaverRegistry } from './weaver.ts';

/** Everything that is generated and committed. The chart is last: it contains the rules and the dashboards. */
export const generators: readonly Generator[] = [
  telemetryPage,
  weaverRegistry,
  dashboardFiles,
  ...rules,
  composeConfig,
  composeTargets,
  otelcol,
  otelcolCluster,
  chart,
];
