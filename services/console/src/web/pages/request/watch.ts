import { isUnsettled } from '@triptych/client/request/gaps';
import type { MetricsJson } from '@triptych/client/request/metrics';
import { dataPath, rangeIn } from '../../../requests/data-path.ts';
import { ApiError, getJson, getText } from '../../api.ts';
import { layOut } from './lay-out.ts';
import type { Layout } from './layout.ts';

/** What is known of a request. */
export interface Watched {
  /** loading: the first answer is due; waiting: no backend knows it yet; polling: more may arrive; done. */
  readonly phase: 'loading' | 'waiting' | 'polling' | 'done' | 'failed';
  readonly layout?: Layout | undefined;
  readonly metrics?: MetricsJson | undefined;
  readonly error?: string | undefined;
}

/** Seconds to the next question. Spans arrive a few seconds after they end. */
const DELAYS = [0.7, 0.8, 1, 1, 1.5, 2, 2, 3, 3, 5];
/** How long an id that no backend knows, and a request that goes on, are asked for again. */
const [UNKNOWN_MS, POLLING_MS] = [60_000, 5 * 60_000];
/** Measurements are sent every few seconds, after the spans. */
const METRICS_AGAIN_MS = [6_000, 20_000];

/** Follows a request until all of it has arrived. Returns a function that stops it. */
export function watch(id: string, search: string, show: (watched: Watched) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const range = rangeIn(search);
  const path = dataPath(id, '');
  let now: Watched = { phase: 'loading' };
  const update = (changes: Partial<Watched>) => {
    now = { ...now, ...changes };
    if (!signal.aborted) show(now);
  };
  const measure = async () => {
    const metrics = await getJson<MetricsJson>(`${path}/metrics${range}`, signal).catch(() => undefined);
    if (metrics) update({ metrics });
  };

  const follow = async () => {
    const started = Date.now();
    let before = '';
    for (let round = 0; !signal.aborted; round += 1) {
      const waited = Date.now() - started;
      try {
        const json = await getText(dataPath(id, search), signal);
        const layout = json === before ? now.layout : await layOut(json);
        const isQuiet = layout && !isUnsettled(layout.report, Date.now()) && !isYoung(layout);
        const isOver = isQuiet || waited > POLLING_MS;
        update({ phase: isOver ? 'done' : 'polling', layout, error: undefined });
        if (json !== before || isOver) void measure();
        before = json;
        if (isOver) return layout && isRecent(layout);
      } catch (error) {
        if (signal.aborted) return false;
        if (!(error instanceof ApiError)) throw error;
        const isUnknown = error.status === 404;
        const isOver = waited > (isUnknown ? UNKNOWN_MS : POLLING_MS);
        update({ phase: isOver ? 'failed' : 'waiting', error: error.message });
        if (isOver || (error.status >= 400 && error.status < 500 && !isUnknown)) {
          update({ phase: 'failed' });
          return false;
        }
      }
      await pause((DELAYS[Math.min(round, DELAYS.length - 1)] ?? 5) * 1000, signal);
    }
    return false;
  };
  void (async () => {
    const isMeasuredLater = await follow();
    for (const delay of isMeasuredLater ? METRICS_AGAIN_MS : []) {
      await pause(delay, signal);
      if (signal.aborted) return;
      await measure();
    }
  })().catch((error: Error) => update({ phase: 'failed', error: error.message }));
  return () => stop.abort();
}

/** Spans of other services may arrive after those that say that the request ended. */
function isYoung(layout: Layout): boolean {
  return ageOf(layout) < 8_000;
}

function isRecent(layout: Layout): boolean {
  return ageOf(layout) < 120_000;
}

function ageOf({ start, whole }: Layout): number {
  return Date.now() - (start + whole.to) / 1000;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
