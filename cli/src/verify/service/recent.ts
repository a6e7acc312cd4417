import { requestJson } from '@triptych/client/http';
import { resourcesIn, searchUrl, tracesIn, type WholeTrace } from '@triptych/client/jaeger';

const MINUTES = 10;
/** How far back a service must have sent something. */
export const WINDOW = `${MINUTES} minutes`;
const MOST_TRACES = 20;

/** The beginning of the time in which a service must have sent something. */
export const windowStart = (): Date => new Date(Date.now() - MINUTES * 60_000);

/** What a service has sent lately. */
export interface Recent {
  readonly traces: readonly WholeTrace[];
  /** Its resource attributes, a record for each of its processes in each trace. */
  readonly resources: readonly Readonly<Record<string, unknown>>[];
}

/** The search for recent traces of a service, 20 at most. */
export function recentUrl(jaeger: string, service: string): URL {
  // A minute more: the clock of the service may be ahead.
  return searchUrl(jaeger, { service }, windowStart(), new Date(Date.now() + 60_000), MOST_TRACES);
}

/** Reads the recent traces of a service. Throws a UserError where Jaeger does not answer. */
export async function readRecent(jaeger: string, service: string): Promise<Recent> {
  const reply = await requestJson<{ data: unknown }>(recentUrl(jaeger, service));
  return { traces: tracesIn(reply), resources: resourcesIn(reply, service) };
}
