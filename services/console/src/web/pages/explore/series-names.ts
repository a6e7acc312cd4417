import type { SeriesFound } from '../../../schemas/explore.ts';

/** A name for each series: the labels in which they differ, or all where there is only one. */
export function seriesNames(series: readonly Pick<SeriesFound, 'labels'>[]): string[] {
  const keys = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const differing = keys.filter((key) => new Set(series.map(({ labels }) => labels[key])).size > 1);
  const shown = differing.length > 0 ? differing : keys;
  return series.map(({ labels }) => {
    const { __name__: name } = labels;
    const pairs = shown.filter((key) => key !== '__name__' && labels[key] !== undefined);
    const text = pairs.map((key) => `${key}="${labels[key]}"`).join(', ');
    const prefix = shown.includes('__name__') ? (name ?? '') : '';
    return prefix + (text ? `{${text}}` : '') || 'value';
  });
}

/** The unit of a query's result, where its text tells it. */
export function unitOf(query: string): 'seconds' | 'bytes' | 'ratio' | 'rate' | 'none' {
  if (/histogram_quantile/.test(query) && /seconds/.test(query)) return 'seconds';
  if (/\b(rate|irate)\(/.test(query)) return /\//.test(query.replace(/"[^"]*"/g, '')) ? 'none' : 'rate';
  if (/_ratio\b|:ratio|:rate\d+[mhd]\b/.test(query)) return 'ratio';
  if (/_bytes\b/.test(query)) return 'bytes';
  return /_seconds\b/.test(query) ? 'seconds' : 'none';
}

/** A command that asks a backend the same again. */
export const curlOf = (urls: readonly string[]) =>
  urls.map((url) => `curl -sS '${url.replaceAll("'", "'\\''")}'`).join('\n');
