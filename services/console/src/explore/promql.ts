import { rangeUrl } from '@triptych/client/prometheus';
import type { Found } from '../schemas/explore.ts';
import { ask } from './ask.ts';
import { LIMITS, limited, type Range, stepOf } from './limits.ts';
import { type Matrix, seriesIn } from './series.ts';

/** Evaluates a PromQL query over a range. */
export async function findSeries(prometheus: string, query: string, range: Range): Promise<Found> {
  const url = rangeUrl(prometheus, query, { ...range, stepSeconds: stepOf(range) });
  // One more than is shown, to know that there are more.
  url.searchParams.set('limit', `${LIMITS.series + 1}`);
  const { data } = await ask<{ data: { result: Matrix } }>(url);
  const { list, cuts } = limited(data.result, LIMITS.series, 'series');
  return { kind: 'series', ...seriesIn(list), cuts, urls: [url.href] };
}
