const [WIDTH, ROW, LABELS] = [860, 26, 400];

/** A picture of shares as bars, in colours that are legible on light and on dark pages. */
export function pictureOf(rows: readonly { readonly part: string; readonly micros: number }[], title: string): string {
  const most = Math.max(...rows.map(({ micros }) => micros));
  const bars = rows.map(({ part, micros }, i) => {
    const [y, width] = [ROW * (i + 1), ((WIDTH - LABELS - 80) * micros) / most];
    return [
      `<text x="${LABELS - 10}" y="${y + 17}" text-anchor="end">${escaped(part)}</text>`,
      `<rect x="${LABELS}" y="${y + 4}" width="${width.toFixed(1)}" height="${ROW - 8}" fill="#3b82c4"/>`,
      `<text x="${(LABELS + width + 6).toFixed(1)}" y="${y + 17}">${micros.toFixed(1)} µs</text>`,
    ].join('\n');
  });
  const height = ROW * (rows.length + 1) + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13" fill="#7a7a7a" role="img">
<title>${escaped(title)}</title>
<text x="${LABELS}" y="18">${escaped(title)}</text>
${bars.join('\n')}
</svg>
`;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
