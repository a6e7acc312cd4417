import type { Construct } from 'constructs';
import { Component } from '../base/component.ts';
import type { Context } from '../base/context.ts';
import { dashboardTexts } from './dashboard-texts.ts';

/** The dashboards as labelled ConfigMaps, for the sidecar of a Grafana that is not of this release. */
export class DashboardFiles extends Component {
  constructor(scope: Construct, context: Context) {
    const { configMaps } = context.values.grafana.dashboards;
    super(scope, context, 'dashboards', 'backend', configMaps.enabled);
    for (const [file, text] of dashboardTexts(context)) {
      this.object(
        'v1',
        'ConfigMap',
        { data: { [file]: text } },
        { suffix: file.replace('.json', ''), labels: configMaps.labels },
      );
    }
  }
}
