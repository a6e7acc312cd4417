import { formatDuration, parseDuration } from '@triptych/client/duration';

/** Makes a duration `factor` times shorter, but not shorter than `least` milliseconds, and never longer. */
export function shorten(text: string, factor: number, least: number): string {
  const ms = parseDuration(text);
  return formatDuration(Math.min(ms, Math.max(least, ms / factor)));
}
