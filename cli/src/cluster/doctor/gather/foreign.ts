import { requestJson } from '@triptych/client/http';
import { searchUrl, tracedServices, tracesIn } from '@triptych/client/jaeger';
import { escapeRegex } from '@triptych/client/prometheus';
import { endOf } from '@triptych/client/request/span';
import { OWN_SERVICE_NAMES } from '@triptych/parts';
import type { ForeignService } from '../snapshot.ts';

const HOUR_MS = 3_600_000;
const SECONDS = 10;
/** More would make the report long, and the doctor slow. */
const MOST = 20;

/** The services that send spans and are not part of a release, 20 at most, in the order of their names. */
export async function gatherForeign(jaeger: string, loki: string | undefined): Promise<ForeignService[]> {
  const services = await tracedServices(jaeger, SECONDS);
  const names = services
    .filter((name) => !OWN_SERVICE_NAMES.includes(name))
    .toSorted()
    .slice(0, MOST);
  if (names.length === 0) return [];
  const [ages, all, linked] = await Promise.all([
    Promise.all(names.map((name) => spanAge(jaeger, name))),
    loki && countLines(loki, names, ''),
    loki && countLines(loki, names, '| trace_id!=""'),
  ]);
  return names.map((name, i) => ({
    name,
    spanAge: ages[i],
    lines: all && linked ? { all: all.get(name) ?? 0, linked: linked.get(name) ?? 0 } : undefined,
  }));
}

async function spanAge(jaeger: string, service: string): Promise<number | undefined> {
  const now = Date.now();
  const url = searchUrl(jaeger, { service }, new Date(now - HOUR_MS), new Date(now + 60_000), 1);
  const spans = tracesIn(await requestJson<{ data: unknown }>(url, SECONDS)).flatMap((trace) => trace.spans);
  const ends = spans.flatMap((span) => (span.service === service ? endOf(span) / 1000 : []));
  return ends.length === 0 ? undefined : Math.max(0, now - Math.max(...ends)) / 1000;
}

/** The lines of each service in the last hour that a filter lets through. */
async function countLines(loki: string, services: readonly string[], filter: string): Promise<Map<string, number>> {
  const pattern = JSON.stringify(services.map(escapeRegex).join('|'));
  const url = new URL(`${loki}/loki/api/v1/query`);
  url.searchParams.set('query', `sum by (service) (count_over_time({service=~${pattern}} ${filter} [1h]))`);
  interface Reply {
    readonly data: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] };
  }
  const { data } = await requestJson<Reply>(url, SECONDS);
  return new Map(data.result.map(({ metric, value }) => [metric.service ?? '', Number(value[1])]));
}
