import type { Endpoints } from '@triptych/client/endpoints';
import { tracedServices } from '@triptych/client/jaeger';
import type { Span } from '@triptych/client/request/span';
import { plural } from '@triptych/terminal';
import type { Answer, Check } from '../checks.ts';
import { type Recent, readRecent, recentUrl, WINDOW } from './recent.ts';

/** Spans in which a service does work for others. */
const ENTRY_KINDS = ['server', 'consumer'];

/** Whether a service handles a request or a message in a span. */
export const isEntry = (service: string) => (span: Span) => span.service === service && ENTRY_KINDS.includes(span.kind);

/** A recent trace has a span in which the service handles a request or a message. */
export function traceCheck({ jaeger }: Endpoints, service: string): Check {
  return {
    title: 'a recent trace shows what the service handles',
    async run() {
      const asked = recentUrl(jaeger, service).href;
      const { traces } = await readRecent(jaeger, service);
      const found = traces.flatMap(({ traceId, spans }) => {
        const entry = spans.find(isEntry(service));
        return entry ? [`span "${entry.name}" of kind ${entry.kind} in trace ${traceId}`] : [];
      });
      if (found[0]) return { ok: true, asked, got: found[0] };
      if (traces.length === 0) return { ...noTrace(service, await tracedServices(jaeger)), asked };
      const kinds = traces.flatMap(({ spans }) => spans).flatMap((span) => (span.service === service ? span.kind : []));
      return {
        ok: false,
        asked,
        got: `${plural(traces.length, 'trace')}, in which its spans are of kind ${[...new Set(kinds)].join(' and ')}`,
        advice:
          'add the instrumentation of its web framework or queue: it makes a span of kind SERVER or CONSUMER for each ' +
          'request or message',
      };
    },
  };
}

/** A service that has sent no span: whether it has another name, or sends nothing. */
function noTrace(service: string, known: readonly string[]): Omit<Answer, 'asked'> {
  const nameless = known.filter((name) => name.startsWith('unknown_service'));
  const others = known.length > 0 ? `Jaeger has spans of ${known.toSorted().join(', ')}` : 'Jaeger has no spans at all';
  return {
    ok: false,
    got: `no span in ${WINDOW}; ${others}`,
    advice:
      nameless.length > 0
        ? `set OTEL_SERVICE_NAME=${service}: without it a service sends as ${nameless.join(' or ')}`
        : `set OTEL_SERVICE_NAME=${service}, OTEL_TRACES_EXPORTER=otlp, and OTEL_EXPORTER_OTLP_ENDPOINT to the URL of ` +
          'the Collector (docs/your-service.md); then send the service a request',
  };
}

/** Attributes that tell versions, environments and instances apart, with a value that shows what is meant. */
const USEFUL: Readonly<Record<string, string>> = {
  'service.version': '1.2.3',
  'deployment.environment.name': 'production',
  'service.instance.id': '$HOSTNAME',
};

/** What the service says of itself. A missing attribute breaks no link, so it gets an advice alone. */
export function resourceCheck({ jaeger }: Endpoints, service: string): Check {
  return {
    title: 'the service says which version, environment and instance it is',
    async run() {
      const asked = `resource attributes of its spans: ${Object.keys(USEFUL).join(', ')}`;
      const { resources } = await readRecent(jaeger, service);
      if (resources.length === 0) return { ok: false, asked, got: 'no span' };
      const missing = missingIn(resources);
      if (missing.length === 0) return { ok: true, asked, got: 'all are there' };
      const examples = missing.map((name) => `${name}=${USEFUL[name]}`);
      const advice = `set OTEL_RESOURCE_ATTRIBUTES=${examples.join(',')}`;
      return { ok: true, asked, got: `without ${missing.join(', ')}`, advice };
    },
  };
}

function missingIn(resources: Recent['resources']): string[] {
  return Object.keys(USEFUL).filter((name) => resources.some((resource) => resource[name] === undefined));
}
