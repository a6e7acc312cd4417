import { findTrace } from '@triptych/client/jaeger';
import { type Exemplar, queryExemplars } from '@triptych/client/prometheus';
import { plural } from '@triptych/terminal';
import type { Answer } from './checks.ts';

/** The newest exemplar of some series since a time; undefined where Prometheus has none. */
export async function newestExemplar(prometheus: string, selector: string, since: Date): Promise<Exemplar | undefined> {
  return (await queryExemplars(prometheus, selector, since)).sort((a, b) => b.time - a.time)[0];
}

/** Whether Jaeger has the trace of an exemplar, a number of seconds. */
export async function opensTrace(jaeger: string, { traceId, value }: Exemplar): Promise<Pick<Answer, 'ok' | 'got'>> {
  const spans = await findTrace(jaeger, traceId);
  return {
    ok: spans.length > 0,
    got: `${(value * 1000).toFixed(1)} ms → trace ${traceId} of ${plural(spans.length, 'span')}`,
  };
}
