/** The path of a line in a box, in SVG: gaps where values are missing, 0 at the bottom, the largest value at the top. */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number): string {
  const largest = Math.max(0, ...values.map((value) => value ?? 0));
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const yOf = (value: number) => height - (largest > 0 ? (value / largest) * height : 0);
  let isDrawing = false;
  return values
    .flatMap((value, i) => {
      const command = isDrawing ? 'L' : 'M';
      isDrawing = value !== null;
      return value === null ? [] : [`${command}${digits(i * step)} ${digits(yOf(value))}`];
    })
    .join('');
}

const digits = (n: number) => Number(n.toFixed(1));
