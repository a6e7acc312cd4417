import { query, queryExemplars, type Sample } from '../prometheus.ts';
import { countOf, type Latency, latencyOf, type Subject, toBuckets } from './latency.ts';

const HOUR_MS = 3_600_000;
/** With fewer measurements in the last hour, all since the services started say more. */
const ENOUGH = 10;

/** Reads the distribution of the hour up to `at`; undefined where Prometheus has no measurement. Each answer may take `seconds`. */
async function collectLatency(
  prometheus: string,
  subject: Subject,
  at: Date,
  seconds?: number,
): Promise<Latency | undefined> {
  const matchers = Object.entries(subject.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const selector = `${subject.metric}_bucket{${matchers.join(', ')}}`;
  const [hour, ever, exemplars] = await Promise.all([
    query(prometheus, `sum by (le) (increase(${selector}[1h]))`, at, seconds),
    query(prometheus, `sum by (le) (${selector})`, at, seconds),
    queryExemplars(prometheus, selector, new Date(at.getTime() - HOUR_MS), at, seconds),
  ]);
  return latencyOf(subject, { ...chooseWindow(hour, ever), exemplars });
}

/** Reads the distribution of the first subject that has measurements. Each answer may take `seconds`. */
export async function collectFirstLatency(
  prometheus: string,
  subjects: readonly (Subject | undefined)[],
  at: Date,
  seconds?: number,
): Promise<Latency | undefined> {
  for (const subject of subjects) {
    const found = subject && (await collectLatency(prometheus, subject, at, seconds));
    if (found) return found;
  }
  return undefined;
}

/** `increase` leaves out what a series counted before its first sample: after a start the hour looks emptier than it was. */
function chooseWindow(hour: readonly Sample[], ever: readonly Sample[]) {
  const lastHour = toBuckets(hour);
  return countOf(lastHour) >= ENOUGH
    ? { buckets: lastHour, window: 'in the hour before' }
    : { buckets: toBuckets(ever), window: 'since the service started' };
}
