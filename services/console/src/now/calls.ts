import type { Sample } from '@triptych/client/prometheus';
import type { Call } from '../schemas/now.ts';
import { type Figures, finite } from './prometheus.ts';

/** More edges than people can follow; those with most calls are kept. */
const MOST = 100;

/** Who called whom in the last 15 minutes, and how often, how well and how fast in the last minute. */
export async function readCalls(figures: Figures): Promise<Call[]> {
  const [recent, rates, errors, p95s] = await Promise.all([
    figures.now('edgeRecent'),
    figures.now('edgeRate'),
    figures.now('edgeErrors'),
    figures.now('edgeP95'),
  ]);
  return callsIn(recent, rates, errors, p95s);
}

export function callsIn(
  recent: readonly Sample[],
  rates: readonly Sample[],
  errors: readonly Sample[],
  p95s: readonly Sample[],
): Call[] {
  const [rateOf, errorsOf, p95Of] = [rates, errors, p95s].map(byEdge) as [Lookup, Lookup, Lookup];
  return recent
    .flatMap(({ labels }) => {
      const { client = '', server = '', connection_type: type } = labels;
      // Without both names there is no edge to draw.
      if (!client || !server) return [];
      const rate = rateOf(labels) ?? 0;
      const ratio = rate > 0 ? (errorsOf(labels) ?? 0) / rate : undefined;
      // The Collector names the caller of a root span "user"; other ends without spans are servers.
      const outside = type === 'virtual_node' ? (client === 'user' ? ('client' as const) : ('server' as const)) : null;
      return [{ client, server, outside, rate, error_ratio: finite(ratio), p95_seconds: finite(p95Of(labels)) }];
    })
    .sort((a, b) => b.rate - a.rate)
    .slice(0, MOST);
}

type Lookup = (labels: Sample['labels']) => number | undefined;

function byEdge(samples: readonly Sample[]): Lookup {
  const keyOf = ({ client, server, connection_type: type }: Sample['labels']) => `${client}\n${server}\n${type ?? ''}`;
  const values = new Map(samples.map(({ labels, value }) => [keyOf(labels), value]));
  return (labels) => values.get(keyOf(labels));
}
