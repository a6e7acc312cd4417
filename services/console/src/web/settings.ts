import { signal } from '@preact/signals';
import type { Settings } from '../schemas/settings.ts';
import { getJson } from './api.ts';

/** Links to other pages, how long backends keep data, and who may use the console; undefined until the server has answered. */
export const settings = signal<Settings | undefined>(undefined);

/** Asks the server once. Without an answer the links to other pages are missing, and the retention is unknown. */
export async function loadSettings(): Promise<void> {
  settings.value = await getJson<Settings>('/api/settings').catch(() => undefined);
}
