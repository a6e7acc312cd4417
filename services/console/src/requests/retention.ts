import { parseDuration } from '@triptych/client/duration';

/** The pattern of a retention as Jaeger and Loki write it, such as `168h`; `unknown` where others decide it. */
export const RETENTION = '^(([0-9]+(ms|s|m|h|d|w|y))+|unknown)$';

/** The seconds of a retention; undefined for `unknown`. */
export function retentionSeconds(text: string): number | undefined {
  return text === 'unknown' ? undefined : parseDuration(text) / 1000;
}
