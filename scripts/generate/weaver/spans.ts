import { ATTRIBUTES, SPAN_ATTRIBUTES, SPAN_MEANINGS, SPANS, SYNTHETIC } from '@triptych/catalogue';
import { type Group, reference, required, STABILITY } from './group.ts';

/** What every server span has, by the semantic conventions; `request_id` is ours. */
const SERVER = [
  ...['http.request.method', 'url.path', 'url.scheme', 'server.address', 'client.address', 'http.response.status_code'],
  ...['network.protocol.version', 'user_agent.original', ATTRIBUTES.requestId],
].map(required);
const SERVER_IF = ['http.route', 'server.port', 'error.type', ATTRIBUTES.traceKeep].map(reference);

export function spanGroups(): Group[] {
  const server: Group = {
    id: 'span.triptych.http.server',
    type: 'span',
    span_kind: 'server',
    brief: 'A request to a service, named by method and route.',
    stability: STABILITY,
    attributes: [...SERVER, ...SERVER_IF, { ref: SYNTHETIC.attribute, requirement_level: 'opt_in' }],
  };
  return [server, ...(Object.keys(SPANS) as (keyof typeof SPANS)[]).map(group)];
}

function group(key: keyof typeof SPANS): Group {
  // A meaning begins with the kind, in capitals, unless the span is internal.
  const [, kind = 'INTERNAL', brief = ''] = /^(?:([A-Z]+): )?(.*)$/.exec(SPAN_MEANINGS[key]) ?? [];
  return {
    id: `span.triptych.${SPANS[key].replaceAll(' ', '_')}`,
    type: 'span',
    span_kind: kind.toLowerCase(),
    brief: brief.charAt(0).toUpperCase() + brief.slice(1),
    stability: STABILITY,
    annotations: { span: { name: SPANS[key] } },
    attributes: SPAN_ATTRIBUTES[key].map((attribute) => reference(ATTRIBUTES[attribute])),
  };
}
