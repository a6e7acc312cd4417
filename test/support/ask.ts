import { requestJson } from '@triptych/client/http';

interface Reply {
  readonly data: { readonly result: readonly { readonly value?: readonly [number, string] }[] };
}

/** Whether a query has an answer, and be it that something never happens (+Inf), but not that nothing is known (NaN). */
export async function hasAnswer(language: 'promql' | 'logql', backend: string, query: string): Promise<boolean> {
  const url = new URL(language === 'promql' ? '/api/v1/query' : '/loki/api/v1/query_range', backend);
  url.searchParams.set('query', query);
  const { data } = await requestJson<Reply>(url);
  return data.result.some(({ value }) => value?.[1] !== 'NaN');
}
