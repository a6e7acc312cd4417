import { gapsOf, type Panel } from '@triptych/client/request/gaps';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Notice } from '../../components/notice.tsx';
import { settings } from '../../settings.ts';
import { KeyHelp, useKeys } from './key-help.tsx';
import { linkHover, spanAt } from './link-hover.ts';
import { LogsPanel } from './logs-panel.tsx';
import { MetricsPanel } from './metrics-panel.tsx';
import { Summary } from './summary.tsx';
import { TracePanel } from './trace-panel.tsx';
import { RequestView } from './view.ts';
import { type Watched, watch } from './watch.ts';
import './request.css';

interface Props {
  readonly id: string;
  /** What a saved page holds; nothing is asked of a server then. */
  readonly saved?: Watched | undefined;
}

/** The three panels of one request, on one time axis. They fill by themselves while spans and lines arrive. */
export function RequestPanels({ id, saved }: Props) {
  const view = useMemo(() => new RequestView(id), [id]);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (saved) {
      view.watched.value = saved;
      return undefined;
    }
    return watch(id, window.location.search, (watched) => {
      view.watched.value = watched;
    });
  }, [view, saved]);
  useKeys(view, root);

  const { phase, layout, error, metrics } = view.watched.value;
  if (!layout) {
    return (
      <div class="request" ref={root} aria-busy={phase !== 'failed'}>
        <h1 class="request-waiting">
          Request <span class="mono">{id}</span>
        </h1>
        <Waiting phase={phase} error={error} />
      </div>
    );
  }
  const { span_retention_seconds: spanSeconds, line_retention_seconds: lineSeconds } = settings.value ?? {};
  const gaps = gapsOf(layout.report, saved ? Infinity : Date.now(), { spanSeconds, lineSeconds });
  const gapOf = (panel: Panel) => gaps.find((gap) => gap.panel === panel);
  const follow = (event: MouseEvent) => linkHover(root.current, spanAt(event.target));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what hovering shows, selecting shows, too.
    // biome-ignore lint/a11y/useKeyWithMouseEvents: as above.
    <div class="request" ref={root} onMouseOver={follow} onMouseLeave={() => linkHover(root.current, undefined)}>
      <Summary view={view} layout={layout} phase={phase} isSaved={saved !== undefined} />
      {error !== undefined && <Notice kind="warning">{error}</Notice>}
      {layout.report.cut.map((text) => (
        <Notice key={text} kind="warning">
          {text}
        </Notice>
      ))}
      <TracePanel view={view} layout={layout} gap={gapOf('trace')} />
      <LogsPanel view={view} layout={layout} gap={gapOf('logs')} />
      <MetricsPanel layout={layout} metrics={metrics} gap={gapOf('metrics')} isSaved={saved !== undefined} />
      <KeyHelp />
    </div>
  );
}

function Waiting({ phase, error }: Pick<Watched, 'phase' | 'error'>) {
  if (phase === 'failed') return <Notice kind="error">{error}</Notice>;
  if (phase === 'loading') return <p class="request-quiet">Reading the spans, log lines and metrics …</p>;
  return (
    <Notice>
      {error} Spans and log lines take a few seconds to arrive: this page asks again for a minute and fills by itself.
    </Notice>
  );
}
