import { type ObjectStore, StoreFullError } from './store.ts';

/** Time for which a check repeats that a put found no room. Then puts may try again. */
const REMEMBERED_MS = 30_000;

/** Lets the check of a store fail, too, while it is full: only a put notices a quota or a full disk. */
export function rememberFull(store: ObjectStore): ObjectStore {
  let full: { readonly error: StoreFullError; readonly at: number } | undefined;
  return {
    ...store,
    async put(...args) {
      try {
        const stored = await store.put(...args);
        full = undefined;
        return stored;
      } catch (error) {
        if (error instanceof StoreFullError) full = { error, at: performance.now() };
        throw error;
      }
    },
    async check() {
      await store.check();
      if (full && performance.now() - full.at < REMEMBERED_MS) throw full.error;
    },
  };
}
