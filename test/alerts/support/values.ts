/**
 * Values of series for some minutes each, one after the other, as promtool writes them.
 * https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
 */
export function valuesEach(seconds: number) {
  const count = (minutes: number) => (minutes * 60) / seconds;
  const run = (from: number, to: number, minutes: number) => {
    const step = (to - from) / count(minutes);
    return `${from}${step < 0 ? '-' : '+'}${Math.abs(step)}x${count(minutes) - 1}`;
  };

  return {
    /** A gauge that has a value or, of two, goes evenly from the one towards the other. */
    gauge: (...parts: readonly (readonly [value: number | readonly [from: number, to: number], minutes: number])[]) =>
      parts
        .map(([value, minutes]) => (typeof value === 'number' ? run(value, value, minutes) : run(...value, minutes)))
        .join(' '),

    /** A counter that counts so many a minute. */
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

    /** Nothing at first. */
    after: (minutes: number, values: string) => `_x${count(minutes)} ${values}`,
  };
}

export const { gauge, counter, after } = valuesEach(15);
