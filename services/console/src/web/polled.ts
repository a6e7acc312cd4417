import { useEffect, useState } from 'preact/hooks';
import { getJson } from './api.ts';

export interface Polled<T> {
  readonly data?: T;
  /** Why there is nothing newer than `data`. */
  readonly error?: string;
}

/** Reads a path of the console's server again and again while the page is visible. The last answer stays when one fails. */
export function usePolled<T>(path: string, everyMs: number): Polled<T> {
  const [state, setState] = useState<Polled<T> & { readonly path: string }>({ path });
  useEffect(() => {
    const closing = new AbortController();
    const { signal } = closing;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let reading = false;
    const read = async () => {
      clearTimeout(timer);
      if (reading || document.hidden) return;
      reading = true;
      try {
        const data = await getJson<T>(path, signal);
        if (!signal.aborted) setState({ path, data });
      } catch (error) {
        const { message } = error as Error;
        if (!signal.aborted) setState((last) => ({ ...(last.path === path ? last : { path }), error: message }));
      }
      reading = false;
      if (!signal.aborted) timer = setTimeout(read, everyMs);
    };
    document.addEventListener('visibilitychange', read, { signal });
    read();
    return () => {
      clearTimeout(timer);
      closing.abort();
    };
  }, [path, everyMs]);
  return state.path === path ? state : {};
}
