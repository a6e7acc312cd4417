import type { Gap } from '@triptych/client/request/gaps';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { grouped } from '../../format.ts';
import type { Layout } from './layout.ts';
import { jsonOf, LogRow, linesIn } from './log-row.tsx';
import { PanelFrame } from './panel.tsx';
import { SEVERITIES } from './url-state.ts';
import type { RequestView } from './view.ts';
import { RowHeights } from './windowed.ts';

const ROW = 24;
/** Pixels of a line of JSON, around all of it, and the most that one log line takes. */
const [JSON_LINE, JSON_AROUND, JSON_MOST] = [17, 18, 320];

interface Props {
  readonly view: RequestView;
  readonly layout: Layout;
  readonly gap: Gap | undefined;
}

/** The log lines of all services in the order of time. Only rows near the visible ones exist. */
export function LogsPanel({ view, layout, gap }: Props) {
  const { lines } = layout.report;
  const shown = view.lines.value;
  const queries = layout.report.queries.filter(({ backend }) => backend === 'loki');
  return (
    <PanelFrame
      title="Logs"
      gap={gap}
      queries={queries}
      tools={<Tools view={view} count={shown.length} all={lines.length} />}
    >
      {lines.length > 0 && <Lines view={view} layout={layout} shown={shown} />}
    </PanelFrame>
  );
}

function Tools({ view, count, all }: { readonly view: RequestView; readonly count: number; readonly all: number }) {
  const { severity, text } = view.state.value;
  return (
    <>
      {count < all && (
        <span class="search-count" role="status">
          {grouped(count)} of {grouped(all)}
          {view.isZoomed.value ? ', in the zoomed time' : ''}
        </span>
      )}
      <fieldset class="segments" aria-label="Severity">
        {SEVERITIES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={severity === one}
            onClick={() => view.change({ severity: one })}
          >
            {one}
          </button>
        ))}
      </fieldset>
      <div class="search">
        <input
          type="search"
          placeholder="Filter lines"
          aria-label="Show log lines that contain"
          value={text}
          onInput={({ currentTarget }) => view.change({ text: currentTarget.value })}
        />
      </div>
    </>
  );
}

interface LinesProps {
  readonly view: RequestView;
  readonly layout: Layout;
  readonly shown: readonly number[];
}

function Lines({ view, layout, shown }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const { lines } = layout.report;
  const taller = new Map<number, number>();
  if (open.size > 0) {
    for (const [at, i] of shown.entries()) {
      const line = open.has(i) ? lines[i] : undefined;
      if (line) taller.set(at, Math.min(JSON_MOST, linesIn(jsonOf(line)) * JSON_LINE + JSON_AROUND));
    }
  }
  const heights = new RowHeights(shown.length, ROW, taller);
  const [part, setPart] = useState(() => heights.visible(0, 400));
  const scrolled = () => {
    const element = scroller.current;
    if (!element) return;
    const next = heights.visible(element.scrollTop, element.clientHeight);
    setPart((now) => (now.first === next.first && now.end === next.end ? now : next));
  };
  const latest = useRef(scrolled);
  latest.current = scrolled;
  useLayoutEffect(scrolled, [shown, open]);
  useEffect(() => {
    const resized = new ResizeObserver(() => latest.current());
    if (scroller.current) resized.observe(scroller.current);
    return () => resized.disconnect();
  }, []);

  // A span that was selected above shows its first line.
  const { selected } = view.state.value;
  useEffect(() => {
    const element = scroller.current;
    const at = selected === undefined ? -1 : shown.findIndex((i) => lines[i]?.spanId === selected);
    if (!element || at < 0) return;
    const top = heights.topOf(at);
    if (top < element.scrollTop || top + ROW > element.scrollTop + element.clientHeight) element.scrollTop = top - ROW;
  }, [selected]);

  const toggle = (i: number) => {
    const changed = new Set(open);
    if (!changed.delete(i)) changed.add(i);
    setOpen(changed);
  };
  const matches = new Set(view.matches.value.flatMap((match) => (match.kind === 'line' ? [match.index] : [])));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: people scroll by the keyboard, too.
    <section class="lines" ref={scroller} onScroll={scrolled} aria-label="Log lines" tabIndex={0}>
      <ul class="lines-all" style={{ height: `${heights.total}px` }}>
        {shown.slice(part.first, part.end).map((i, at) => {
          const line = lines[i];
          const index = part.first + at;
          return (
            line && (
              <LogRow
                key={i}
                line={line}
                at={line.time - layout.start}
                top={heights.topOf(index)}
                service={layout.services.indexOf(line.service)}
                isOpen={open.has(i)}
                isSelected={line.spanId !== undefined && line.spanId === selected}
                isMatch={matches.has(i)}
                onSelect={() => view.select(line.spanId)}
                onToggle={() => toggle(i)}
              />
            )
          );
        })}
      </ul>
    </section>
  );
}
