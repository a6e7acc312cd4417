import type { Gap } from '@triptych/client/request/gaps';
import type { MetricsJson } from '@triptych/client/request/metrics';
import { useMemo } from 'preact/hooks';
import { Chart } from '../../components/chart.tsx';
import { Notice } from '../../components/notice.tsx';
import { Histogram } from './histogram.tsx';
import type { Layout } from './layout.ts';
import { PanelFrame } from './panel.tsx';

interface Props {
  readonly layout: Layout;
  readonly metrics: MetricsJson | undefined;
  readonly gap: Gap | undefined;
  readonly isSaved: boolean;
}

/** Where a request lies among others, and what its services did around it. */
export function MetricsPanel({ layout, metrics, gap, isSaved }: Props) {
  const { start, whole } = layout;
  const shade = useMemo(() => ({ from: start / 1e6, to: (start + whole.to) / 1e6 }), [start, whole.to]);
  const { distributions = [], charts = [], missing = [] } = metrics ?? {};
  return (
    <PanelFrame title="Metrics" gap={distributions.length > 0 ? undefined : gap} queries={charts}>
      {missing.map((text) => (
        <Notice key={text} kind="warning">
          {text}
        </Notice>
      ))}
      {distributions.length > 0 && (
        <div class="distributions">
          {distributions.map((latency) => (
            <Histogram key={latency.title} latency={latency} traceId={layout.report.traceId} isSaved={isSaved} />
          ))}
        </div>
      )}
      {charts.length > 0 && (
        <>
          <h3 class="request-subtitle">Around the request</h3>
          <div class="charts">
            {charts.map(({ id, title, unit, series, times }) => (
              <div key={id} class="chart-cell">
                <h4>{title}</h4>
                <Chart series={series} times={times} unit={unit} height={130} shade={shade} />
              </div>
            ))}
          </div>
        </>
      )}
    </PanelFrame>
  );
}
