/**
 * Makes values of series in the notation of promtool, from consecutive periods of some minutes each.
 * https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
 */
export function valuesEach(seconds: number) {
  const count = (minutes: number) => (minutes * 60) / seconds;
  const run = (from: number, to: number, minutes: number) => {
    const step = (to - from) / count(minutes);
    return `${from}${step < 0 ? '-' : '+'}${Math.abs(step)}x${count(minutes) - 1}`;
  };

  return {
    /** A gauge with a constant value, or one that moves evenly from one value towards another. */
    gauge: (...parts: readonly (readonly [value: number | readonly [from: number, to: number], minutes: number])[]) =>
      parts
        .map(([value, minutes]) => (typeof value === 'number' ? run(value, value, minutes) : run(...value, minutes)))
        .join(' '),

    /** A counter with a number of events a minute. */
    counter(...parts: readonly (readonly [perMinute: number, minutes: number])[]): string {
      let counted = 0;
      return parts
        .map(([perMinute, minutes]) => {
          const from = counted;
          counted += perMinute * minutes;
          return run(from, counted, minutes);
        })
        .join(' ');
    },

    /** No value for some minutes, then the values. */
    after: (minutes: number, values: string) => `_x${count(minutes)} ${values}`,
  };
}

export const { gauge, counter, after } = valuesEach(15);
