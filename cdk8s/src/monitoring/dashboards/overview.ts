import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { METRICS } from '@triptych/telemetry/catalogue';
import { LOKI, PROMETHEUS } from './datasources.ts';
import { changes } from './overview/changes.ts';
import { delivery } from './overview/delivery.ts';
import { figures } from './overview/figures.ts';
import { room } from './overview/room.ts';
import { traffic } from './overview/traffic.ts';

/** Are we fine, what changed, and where to look: the page that Grafana opens with. */
export function overview(): Dashboard {
  const dashboard = new DashboardBuilder('Triptych')
    .uid('triptych-overview')
    .description('Are we fine, what changed, and where to look. Every series leads to its traces and log lines.')
    .tags(['triptych'])
    .readonly()
    .timezone('browser')
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(
      new QueryVariableBuilder('service')
        .label('Service')
        .datasource(PROMETHEUS)
        .query(`label_values(${METRICS.httpServerActiveRequests.name}, service_name)`)
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .allValue('.+')
        .current({ selected: true, text: 'All', value: '$__all' }),
    )
    .annotation(
      new AnnotationQueryBuilder()
        .name('Starts')
        .datasource(LOKI)
        .enable(true)
        .iconColor('blue')
        .expr('{service=~"$service"} | json | message="service started"')
        .titleFormat('{{service}} started')
        .textFormat('{{service_version}}'),
    );

  const rows = [
    { title: 'Are we fine?', panels: [...figures(), ...traffic()] },
    { title: 'Is there room, and does telemetry arrive?', panels: [...room(), ...delivery()] },
    { title: 'What changed, and where to look', panels: changes() },
  ];
  let id = 0;
  for (const { title, panels } of rows) {
    dashboard.withRow(new RowBuilder(title).id(++id));
    for (const panel of panels) dashboard.withPanel(panel.id(++id));
  }
  return dashboard.build();
}
