import type { Endpoints } from '@triptych/client/endpoints';
import { query } from '@triptych/client/prometheus';
import { collectKeptRatio } from '@triptych/client/request/collect-sampling';
import { plural } from '@triptych/terminal';
import type { Answer, Check } from '../checks.ts';
import { newestExemplar, opensTrace } from '../exemplar.ts';
import { growth } from '../growth.ts';
import { edgesOf } from './edges.ts';
import { quoted } from './quoted.ts';
import { readRecent, WINDOW, windowStart } from './recent.ts';

const COUNTED =
  'the Collector counts each span of kind SERVER and CONSUMER: see the check of traces; "triptych verify" proves whether ' +
  'metrics pass the Collector at all';

/** The Collector counts what the service handles, and how long it takes. */
export function spanMetricsChecks({ prometheus }: Endpoints, service: string): Check[] {
  const series = { 'rate and errors': 'calls_total', duration: 'duration_seconds_count' };
  return Object.entries(series).map(([what, name]) => {
    const labels = `service_name=${quoted(service)}, span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"`;
    const asked = `traces_span_metrics_${name}{${labels}}`;
    return {
      title: `span metrics: ${what}`,
      run: async () => ({ asked, ...(await recentGrowth(prometheus, asked)) }),
    };
  });
}

async function recentGrowth(prometheus: string, promql: string): Promise<Omit<Answer, 'asked'>> {
  const [before, now] = await Promise.all([query(prometheus, promql, windowStart()), query(prometheus, promql)]);
  if (now.length === 0) return { ok: false, got: 'no series', advice: COUNTED };
  const grown = growth(before, now);
  const got = `${grown} more in ${WINDOW}, in ${plural(now.length, 'series', 'series')}`;
  return grown > 0 ? { ok: true, got } : { ok: false, got, advice: 'send the service a request' };
}

/** An exemplar of its span metrics opens a trace. */
export function exemplarCheck({ prometheus, jaeger }: Endpoints, service: string): Check {
  const selector = `traces_span_metrics_duration_seconds_bucket{service_name=${quoted(service)}}`;
  const asked = `exemplars of ${selector} → Jaeger`;
  return {
    title: 'an exemplar of its span metrics opens its trace',
    async run() {
      const last = await newestExemplar(prometheus, selector, windowStart());
      if (last) return { asked, ...(await opensTrace(jaeger, last)) };
      const keptRatio = (await collectKeptRatio(prometheus, new Date())) ?? 1;
      if (keptRatio < 1) {
        return {
          ok: true,
          asked,
          got: 'the Collector samples traces, and then it keeps no exemplars: docs/sampling.md',
        };
      }
      return {
        ok: false,
        asked,
        got: `no exemplar in ${WINDOW}`,
        advice: `where span metrics are in order, start Prometheus with --enable-feature=exemplar-storage`,
      };
    },
  };
}

/** The service graph has the calls between the service and others that its traces show. */
export function graphCheck({ prometheus, jaeger }: Endpoints, service: string): Check {
  return {
    title: 'the service graph shows who calls it, and whom it calls',
    async run() {
      const selector = (end: string) => `traces_service_graph_request_total{${end}=${quoted(service)}}`;
      const asked = `${selector('client')} or ${selector('server')}`;
      const { traces } = await readRecent(jaeger, service);
      if (traces.length === 0) return { ok: false, asked, got: 'no trace' };
      const edges = traces.flatMap(({ spans }) => edgesOf(spans, service));
      const wanted = new Set(edges.map(({ client, server }) => `${client} → ${server}`));
      if (wanted.size === 0) return { ok: true, asked, got: 'its traces have no call from or to another service' };
      const shown = (await query(prometheus, asked)).map(({ labels }) => `${labels.client} → ${labels.server}`);
      const missing = [...wanted].filter((edge) => !shown.includes(edge));
      if (missing.length === 0) return { ok: true, asked, got: [...wanted].join(', ') };
      return {
        ok: false,
        asked,
        got: `without ${missing.join(', ')}`,
        advice:
          'the Collector pairs the CLIENT span of the caller with the SERVER span of the called service: both must be ' +
          'sent within 40 s of each other',
      };
    },
  };
}
