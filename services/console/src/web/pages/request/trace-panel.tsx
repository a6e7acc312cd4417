import type { Gap } from '@triptych/client/request/gaps';
import { useEffect, useState } from 'preact/hooks';
import { grouped } from '../../format.ts';
import { openKeyHelp } from './key-help.tsx';
import type { Layout } from './layout.ts';
import { Minimap } from './minimap.tsx';
import { PanelFrame } from './panel.tsx';
import { SpanDetails } from './span-details.tsx';
import type { RequestView } from './view.ts';
import { Waterfall } from './waterfall.tsx';

interface Props {
  readonly view: RequestView;
  readonly layout: Layout;
  readonly gap: Gap | undefined;
}

/** The spans of a request as a waterfall, and the selected one beside it. */
export function TracePanel({ view, layout, gap }: Props) {
  const { selected } = view.state.value;
  const bar = layout.bars.find(({ row }) => row.id === selected);
  const queries = layout.report.queries.filter(({ backend }) => backend === 'jaeger');
  return (
    <PanelFrame title="Trace" gap={gap} queries={queries} tools={<Tools view={view} />}>
      {layout.bars.length > 0 && (
        <div class={bar ? 'trace trace-with-details' : 'trace'}>
          <div class="trace-main">
            <Minimap view={view} layout={layout} />
            <Waterfall view={view} layout={layout} />
          </div>
          {bar && <SpanDetails view={view} layout={layout} bar={bar} />}
        </div>
      )}
    </PanelFrame>
  );
}

/** Milliseconds after the last letter at which the search starts. */
const PAUSE_MS = 150;

function Tools({ view }: { readonly view: RequestView }) {
  const { search, root, depth, toggled } = view.state.value;
  const [typed, setTyped] = useState(search);
  useEffect(() => {
    if (typed === search) return undefined;
    const timer = setTimeout(() => view.change({ search: typed }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const ids = [...view.matchedIds.value];
  const at = ids.indexOf(view.state.value.selected ?? '') + 1;
  const count = view.matches.value.length;
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') view.moveMatch(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') (event.target as HTMLElement).blur();
    else return;
    event.preventDefault();
  };
  return (
    <>
      {(root !== undefined || view.isZoomed.value || depth !== Infinity || toggled.size > 0) && (
        <button
          type="button"
          class="copy"
          onClick={() => {
            view.change({ root: undefined, depth: Infinity, toggled: new Set() });
            view.zoom(undefined);
          }}
        >
          Show all
        </button>
      )}
      <search class="search">
        <input
          type="search"
          placeholder="Search spans and lines"
          aria-label="Search spans and log lines"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          onKeyDown={keys}
        />
        {search !== '' && (
          <span class="search-count" role="status">
            {at > 0 ? `${at} of ` : ''}
            {grouped(ids.length)} {ids.length === 1 ? 'span' : 'spans'}, {grouped(count)} {count === 1 ? 'hit' : 'hits'}
          </span>
        )}
        <button type="button" aria-label="Previous match" disabled={count === 0} onClick={() => view.moveMatch(-1)}>
          ↑
        </button>
        <button type="button" aria-label="Next match" disabled={count === 0} onClick={() => view.moveMatch(1)}>
          ↓
        </button>
      </search>
      <button type="button" class="copy" aria-label="List the keys" title="List the keys" onClick={openKeyHelp}>
        ?
      </button>
    </>
  );
}
