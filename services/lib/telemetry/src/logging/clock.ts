import type { HrTime } from '@opentelemetry/api';

export interface LineClock {
  /** The time of the next line, as ISO 8601 with milliseconds. */
  next(): string;
  /** The time of the last line, for OTLP. */
  hrTime(): HrTime;
}

/**
 * The time of each line: milliseconds in the text; OTLP has a counter in the digits below. Loki drops a line that equals
 * another one of the same instant, so the counter keeps lines apart and in order.
 */
export function lineClock(): LineClock {
  let millis = Number.NaN;
  let text = '';
  let line = 0;
  return {
    next() {
      const now = Date.now();
      if (now !== millis) {
        millis = now;
        text = new Date(now).toISOString();
      }
      line = (line + 1) % 1_000_000;
      return text;
    },
    hrTime: () => [Math.floor(millis / 1000), (millis % 1000) * 1_000_000 + line],
  };
}
