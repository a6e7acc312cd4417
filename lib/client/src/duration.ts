const UNITS = { y: 31_536_000_000, w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const PART = /(\d+)(ms|[smhdwy])/g;

/** Parses a duration as Prometheus, Alertmanager, Loki and Jaeger write it, such as `1h30m`, to milliseconds. Throws for anything else. */
export function parseDuration(text: string): number {
  if (!/^((\d+)(ms|[smhdwy]))+$|^0$/.test(text)) throw new Error(`"${text}" is not a duration`);
  return [...text.matchAll(PART)].reduce((sum, [, n, unit]) => sum + Number(n) * UNITS[unit as keyof typeof UNITS], 0);
}

/** Formats milliseconds as such a duration, in hours, minutes, seconds and milliseconds. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  const parts = (['h', 'm', 's', 'ms'] as const).map((unit) => {
    const count = Math.floor(rest / UNITS[unit]);
    rest -= count * UNITS[unit];
    return count > 0 ? `${count}${unit}` : '';
  });
  return parts.join('') || '0s';
}
