const UNITS = { y: 31_536_000_000, w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const PART = /(\d+)(ms|[smhdwy])/g;

/** Milliseconds of a duration as Prometheus and Alertmanager write it: `1h30m`. */
export function parseDuration(text: string): number {
  if (!/^((\d+)(ms|[smhdwy]))+$|^0$/.test(text)) throw new Error(`"${text}" is no duration`);
  return [...text.matchAll(PART)].reduce((sum, [, n, unit]) => sum + Number(n) * UNITS[unit as keyof typeof UNITS], 0);
}

/** The same the other way; hours, minutes, seconds and milliseconds are enough. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  const parts = (['h', 'm', 's', 'ms'] as const).map((unit) => {
    const count = Math.floor(rest / UNITS[unit]);
    rest -= count * UNITS[unit];
    return count > 0 ? `${count}${unit}` : '';
  });
  return parts.join('') || '0s';
}

/** Makes a duration `factor` times shorter, but for none shorter than `least`; never longer. */
export function shorten(text: string, factor: number, least: number): string {
  const ms = parseDuration(text);
  return formatDuration(Math.min(ms, Math.max(least, ms / factor)));
}
