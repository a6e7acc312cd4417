import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answer, ask as askBackends } from '@triptych/client/explore';
import { requestJson } from '@triptych/client/http';
import { traceUrl } from '@triptych/client/jaeger';
import type { Query } from '../../../cdk8s/test/monitoring/support/dashboard.ts';
import type { TestStack } from './conversions.ts';

export type { Answer } from '@triptych/client/explore';

/** Asks a data source of a stack as Grafana's backend does, over the last 15 minutes. */
export function ask(stack: TestStack, query: Query): Promise<Answer[]> {
  return askBackends(
    { prometheus: stack.url('prometheus'), loki: stack.url('loki'), jaeger: stack.url('jaeger') },
    query,
  );
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
  const url = traceUrl(stack.url('jaeger'), traceId);
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
  await stack.signal('prometheus', 'SIGHUP');
}
