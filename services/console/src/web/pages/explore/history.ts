import type { Language } from '../../../schemas/explore.ts';

/** A query that was run. */
export interface Past {
  readonly language: Language;
  readonly query: string;
}

const MOST = 50;
const KEY = 'explore.history';

/** The history with a query at its beginning: each query once, the latest first, 50 at most. */
export function withQuery(history: readonly Past[], past: Past): Past[] {
  const others = history.filter(({ language, query }) => language !== past.language || query !== past.query);
  return [past, ...others].slice(0, MOST);
}

/** The history in a text that may be damaged, or written by another version. */
export function historyIn(text: string | null): Past[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter(isPast) : [];
  } catch {
    return [];
  }
}

function isPast(entry: unknown): entry is Past {
  const { language, query } = (entry ?? {}) as Partial<Past>;
  return typeof language === 'string' && typeof query === 'string';
}

/** Reads and writes the history of this browser. Without storage it is empty. */
export const history = {
  read(): Past[] {
    try {
      return historyIn(localStorage.getItem(KEY));
    } catch {
      return [];
    }
  },
  add(past: Past): void {
    try {
      localStorage.setItem(KEY, JSON.stringify(withQuery(history.read(), past)));
    } catch {
      // A browser may refuse storage: then there is no history.
    }
  },
};
