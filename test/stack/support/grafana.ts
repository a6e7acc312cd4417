import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answer, ask as askBackends } from '@triptych/client/explore';
import { requestJson } from '@triptych/client/http';
import type { Query } from '../../../cdk8s/test/monitoring/support/dashboard.ts';
import type { TestStack } from '../../../cli/test/support/stack.ts';

export type { Answer } from '@triptych/client/explore';

/** Asks a data source of a stack as Grafana's backend would, over the last minutes. */
export function ask(stack: TestStack, query: Query): Promise<Answer[]> {
  const backends = { prometheus: stack.url('prometheus'), loki: stack.url('loki'), jaeger: stack.url('jaeger') };
  const isCount = query.datasource?.uid === 'loki' && !query.expr?.startsWith('{');
  return isCount ? askCounts(backends.loki, query) : askBackends(backends, query);
}

/** Loki, for how many lines there are rather than for lines. */
async function askCounts(loki: string, { expr = '', queryType }: Query): Promise<Answer[]> {
  const instant = queryType === 'instant';
  const url = new URL(`/loki/api/v1/${instant ? 'query' : 'query_range'}`, loki);
  url.search = new URLSearchParams({ query: expr, ...(!instant && { since: '15m', step: '10' }) }).toString();
  const { data } = await requestJson<{ data: { result: { metric: Record<string, string> }[] } }>(url);
  return data.result.map(({ metric }) => ({ labels: metric }));
}

interface Tag {
  key: string;
  value: unknown;
}

/** A span with what Grafana can put into a query: its own tags, those of its process, and `name`. */
export interface TraceViewSpan {
  readonly name: string;
  readonly traceId: string;
  readonly tags: readonly Tag[];
}

/** The spans of a trace as Grafana's trace view has them. */
export async function traceView(stack: TestStack, traceId: string): Promise<TraceViewSpan[]> {
  interface Span {
    operationName: string;
    processID: string;
    tags: Tag[];
  }
  const url = stack.url('jaeger', `/api/traces/${traceId}`);
  const { data } = await requestJson<{ data: { spans: Span[]; processes: Record<string, { tags: Tag[] }> }[] }>(url);
  return data.flatMap(({ spans, processes }) =>
    spans.map(({ operationName: name, processID, tags }) => ({
      name,
      traceId,
      tags: [...(processes[processID]?.tags ?? []), ...tags, { key: 'name', value: name }],
    })),
  );
}

/** `$__tags` of a span: as `getFormattedTags` of Grafana's trace view, in the order of the span's tags. */
export function formatTags(span: TraceViewSpan, wanted: readonly { key: string; value: string }[]): string {
  return span.tags
    .flatMap(({ key, value }) => {
      const match = wanted.find((tag) => tag.key === key);
      return match ? [`${match.value}="${value}"`] : [];
    })
    .join(', ');
}

/**
 * Has Prometheus evaluate at once what it would in minutes: the first time is as late as any, which no test waits for.
 */
export async function hurryRules(stack: TestStack): Promise<void> {
  const file = join(stack.stack.run, 'prometheus/rules/objectives.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/interval: \d+m$/gm, 'interval: 15s'));
  const { pid } = await stack.part('prometheus');
  if (pid === undefined) throw new Error('prometheus does not run');
  process.kill(pid, 'SIGHUP');
}
