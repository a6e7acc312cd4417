export interface RememberOptions {
  readonly seconds: number;
  /** Above this number of keys the oldest is forgotten. */
  readonly most: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Remembers answers by key for a time. Those who ask for the same key at once share one question; failures are forgotten. */
export function remember<T>({ seconds, most, now = Date.now }: RememberOptions) {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return (key: string, read: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known && now() - known.at < seconds * 1000) return known.answer;
    const answer = read();
    const entry = { at: now(), answer };
    kept.delete(key);
    kept.set(key, entry);
    answer.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
}
