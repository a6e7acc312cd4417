/**
 * Rows in columns as wide as their widest cell, two spaces apart. Cells are plain text: escape sequences would count as
 * characters, so colours come from `paint`, which gets each cell with its row and column.
 */
export function table(
  rows: readonly (readonly string[])[],
  paint?: (cell: string, row: number, column: number) => string,
): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row, y) =>
    row
      .map((cell, x) => {
        const gap = x === row.length - 1 ? '' : ' '.repeat((widths[x] ?? 0) - cell.length + 2);
        return (paint ? paint(cell, y, x) : cell) + gap;
      })
      .join('')
      .trimEnd(),
  );
}
