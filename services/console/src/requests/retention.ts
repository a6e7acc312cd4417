const UNITS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;

/** The pattern of a retention as Jaeger and Loki write it, such as `168h`; `unknown` where others decide it. */
export const RETENTION = '^(([0-9]+(ms|s|m|h|d|w|y))+|unknown)$';

/** The seconds of a retention; undefined for `unknown`. */
export function retentionSeconds(text: string): number | undefined {
  if (text === 'unknown') return undefined;
  const parts = [...text.matchAll(/([0-9]+)(ms|s|m|h|d|w|y)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS], 0);
}
