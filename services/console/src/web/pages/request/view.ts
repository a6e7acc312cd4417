import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { ancestorsOf, visibleRows } from '@triptych/client/request/outline';
import { lineContains, type Match, search } from '@triptych/client/request/search';
import { location, setParameters } from '../../router.ts';
import type { Layout } from './layout.ts';
import { within } from './scale.ts';
import { isCollapsed, type Range, type RequestState, readState, toParameters, withToggled } from './url-state.ts';
import type { Watched } from './watch.ts';

const SEVERITY_RANK: Readonly<Record<string, number>> = { error: 3, fatal: 3, warning: 2, warn: 2, info: 1 };
/** Browsers refuse a page that changes its address many times a second. */
const ADDRESS_MS = 200;

/** What the panels of one request share: the request, and what of it is shown. */
export class RequestView {
  readonly id: string;
  readonly watched = signal<Watched>({ phase: 'loading' });
  readonly state: ReadonlySignal<RequestState> = computed(() => readState(location.value.searchParams));
  readonly layout: ReadonlySignal<Layout | undefined> = computed(() => this.watched.value.layout);
  /** The pixels between the start and the end of the time axis. */
  readonly axisWidth = signal(600);

  readonly #zooming = signal<{ readonly range: Range | undefined } | undefined>(undefined);
  #zoomTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string) {
    this.id = id;
  }

  /** The stretch of time that the panels show. */
  readonly range: ReadonlySignal<Range> = computed(() => {
    const whole = this.layout.value?.whole ?? { from: 0, to: 1 };
    const wanted = this.#zooming.value ? this.#zooming.value.range : this.state.value.zoom;
    return (wanted && within(wanted, whole)) ?? whole;
  });
  readonly isZoomed: ReadonlySignal<boolean> = computed(() => {
    const { from, to } = this.range.value;
    const whole = this.layout.value?.whole;
    return whole !== undefined && (from > whole.from || to < whole.to);
  });

  readonly #folding = computed(() => {
    const { depth, toggled, root } = this.state.value;
    return `${depth} ${root ?? ''} ${[...toggled].join()}`;
  });
  /** The rows of the waterfall: indices of bars. */
  readonly visible: ReadonlySignal<readonly number[]> = computed(() => {
    const { bars } = this.layout.value ?? { bars: [] };
    // Selecting a row changes the address but not the rows.
    void this.#folding.value;
    const state = this.state.peek();
    const rows = bars.map(({ row }) => row);
    return visibleRows(rows, (row) => isCollapsed(state, row), state.root);
  });

  readonly #search = computed(() => this.state.value.search);
  /** Where the text of the search is. */
  readonly matches: ReadonlySignal<readonly Match[]> = computed(() => {
    const { spans, lines } = this.layout.value?.report ?? { spans: [], lines: [] };
    return search(spans, lines, this.#search.value);
  });
  readonly matchedIds: ReadonlySignal<ReadonlySet<string>> = computed(
    () => new Set(this.matches.value.flatMap(({ spanId }) => spanId ?? [])),
  );

  readonly #filter = computed(() => {
    const { severity, text } = this.state.value;
    return `${severity}\n${text.trim().toLowerCase()}`;
  });
  /** The log lines that the filters let through: indices of lines. */
  readonly lines: ReadonlySignal<readonly number[]> = computed(() => {
    const layout = this.layout.value;
    if (!layout) return [];
    const [severity = 'all', text = ''] = this.#filter.value.split('\n');
    const rank = SEVERITY_RANK[severity] ?? 0;
    const { from, to } = this.range.value;
    const isZoomed = this.isZoomed.value;
    return layout.report.lines.flatMap((line, i) => {
      const at = line.time - layout.start;
      // The time of a line is known to the millisecond.
      if (isZoomed && (at < from - 1000 || at > to)) return [];
      if ((SEVERITY_RANK[line.severity] ?? 1) < rank) return [];
      return text === '' || lineContains(line, text) ? [i] : [];
    });
  });

  change(changes: Partial<RequestState>): void {
    setParameters(toParameters(changes));
  }

  /** Shows a stretch of time; undefined shows all. The address follows a moment later. */
  zoom(range: Range | undefined): void {
    this.#zooming.value = { range };
    clearTimeout(this.#zoomTimer);
    this.#zoomTimer = setTimeout(() => {
      this.change({ zoom: range });
      this.#zooming.value = undefined;
    }, ADDRESS_MS);
  }

  toggle(id: string): void {
    this.change({ toggled: withToggled(this.state.value, id) });
  }

  /** Selects a row, and opens what hides it. */
  select(id: string | undefined): void {
    const layout = this.layout.value;
    const state = this.state.value;
    const index = layout?.bars.findIndex(({ row }) => row.id === id) ?? -1;
    if (!layout || index < 0) {
      this.change({ selected: undefined });
      return;
    }
    const rows = layout.bars.map(({ row }) => row);
    const above = ancestorsOf(rows, index).flatMap((at) => rows[at] ?? []);
    let { toggled } = state;
    for (const row of above) if (isCollapsed(state, row)) toggled = withToggled({ ...state, toggled }, row.id);
    const isInRoot = state.root === undefined || state.root === id || above.some((row) => row.id === state.root);
    this.change({ selected: id, toggled, ...(!isInRoot && { root: undefined }) });
  }

  /** Moves the selection among the visible rows. */
  move(by: number): void {
    const { bars } = this.layout.value ?? { bars: [] };
    const visible = this.visible.value;
    const at = visible.findIndex((i) => bars[i]?.row.id === this.state.value.selected);
    const next = at < 0 ? 0 : Math.min(visible.length - 1, Math.max(0, at + by));
    const id = bars[visible[next] ?? -1]?.row.id;
    if (id !== undefined) this.change({ selected: id });
  }

  /** Selects the next (1) or the previous (-1) match of the search. */
  moveMatch(by: 1 | -1): void {
    const ids = [...this.matchedIds.value];
    if (ids.length === 0) return;
    const at = ids.indexOf(this.state.value.selected ?? '');
    this.select(ids[at < 0 ? (by === 1 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length]);
  }

  /** Collapses (-1) or opens (1) the deepest rows that are visible. */
  fold(by: 1 | -1): void {
    const { bars } = this.layout.value ?? { bars: [] };
    const deepest = this.visible.value.reduce((most, i) => Math.max(most, bars[i]?.row.depth ?? 0), 0);
    const all = bars.reduce((most, { row }) => Math.max(most, row.depth), 0);
    const depth = Math.max(0, deepest + (by === 1 ? 1 : -1));
    this.change({ depth: depth > all ? Infinity : depth, toggled: new Set() });
  }
}
