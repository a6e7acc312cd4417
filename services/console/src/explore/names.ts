import type { Endpoints } from '@triptych/client/endpoints';
import { ask } from './ask.ts';
import { LIMITS } from './limits.ts';

export interface NameQuestion {
  /** metrics: PromQL; labels and values: PromQL and LogQL; services and operations: traces. */
  readonly of: 'metrics' | 'labels' | 'values' | 'services' | 'operations';
  readonly language: 'promql' | 'logql' | 'traces';
  readonly label?: string | undefined;
  readonly metric?: string | undefined;
  readonly service?: string | undefined;
}

/** Names that exist, in alphabetical order; none for a question that its language does not have. */
export async function readNames(backends: Endpoints, question: NameQuestion): Promise<string[]> {
  const url = urlOf(backends, question);
  if (!url) return [];
  const { data } = await ask<{ data?: readonly string[] | null }>(url);
  return [...(data ?? [])].sort().slice(0, LIMITS.names);
}

function urlOf(
  { prometheus, loki, jaeger }: Endpoints,
  { language, of, label, metric, service }: NameQuestion,
): URL | undefined {
  switch (`${language} ${of}`) {
    case 'promql metrics':
      return new URL(`${prometheus}/api/v1/label/__name__/values`);
    case 'promql labels':
      return matching(new URL(`${prometheus}/api/v1/labels`), metric);
    case 'promql values':
      return label ? matching(new URL(`${prometheus}/api/v1/label/${label}/values`), metric) : undefined;
    case 'logql labels':
      return new URL(`${loki}/loki/api/v1/labels`);
    case 'logql values':
      return label ? new URL(`${loki}/loki/api/v1/label/${label}/values`) : undefined;
    case 'traces services':
      return new URL(`${jaeger}/api/services`);
    case 'traces operations':
      return service ? new URL(`${jaeger}/api/services/${encodeURIComponent(service)}/operations`) : undefined;
    default:
      return undefined;
  }
}

function matching(url: URL, metric: string | undefined): URL {
  if (metric) url.searchParams.set('match[]', metric);
  return url;
}
