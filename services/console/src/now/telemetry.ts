import type { Sample } from '@triptych/client/prometheus';
import type { TelemetryNow } from '../schemas/now.ts';
import { type Figures, finite } from './prometheus.ts';

/** The Collector reports every 10 s. */
const LATE_SECONDS = 45;
const NEARLY_FULL = 0.5;

/** Whether the figures on the page can be trusted: what waits, what is lost, and which sender or backend is away. */
export async function readTelemetry(figures: Figures): Promise<TelemetryNow> {
  const [up, sizes, capacities, age, losses, dropped, waiting] = await Promise.all([
    figures.now('up'),
    figures.now('queueSize'),
    figures.now('queueCapacity'),
    figures.now('reportAge'),
    figures.now('losses'),
    figures.now('dropped'),
    figures.now('waiting'),
  ]);
  return telemetryIn({ up, sizes, capacities, age, losses, dropped, waiting });
}

type Answers = Readonly<
  Record<'up' | 'sizes' | 'capacities' | 'age' | 'losses' | 'dropped' | 'waiting', readonly Sample[]>
>;

export function telemetryIn({ up, sizes, capacities, age, losses, dropped, waiting }: Answers): TelemetryNow {
  const queues = capacities
    .map(({ labels: { exporter = '' }, value: capacity }) => {
      const size = sizes.find(({ labels }) => labels.exporter === exporter)?.value ?? 0;
      return { exporter, bytes: size, capacity_bytes: capacity, fill: capacity > 0 ? size / capacity : 0 };
    })
    .sort((a, b) => a.exporter.localeCompare(b.exporter));
  const reportAge = finite(age[0]?.value);
  const lost = [...losses.filter(({ labels }) => labels.what !== 'refused'), ...dropped].flatMap(lossOf);
  const problems = [
    ...(reportAge === null ? ['The Collector has sent no metrics for 5 minutes: the figures here may be old.'] : []),
    ...(reportAge !== null && reportAge > LATE_SECONDS
      ? [`The last report of the Collector is ${Math.round(reportAge)} s old: the figures here may be old, too.`]
      : []),
    ...up
      .filter(({ labels, value }) => labels.job === 'backends' && value === 0)
      .map(({ labels }) => `${labels.service_name} does not answer Prometheus.`),
    ...queues
      .filter(({ fill }) => fill >= NEARLY_FULL)
      .map(({ exporter, fill }) => `The queue of ${exporter} is ${Math.round(fill * 100)} % full.`),
    ...[...losses, ...dropped].flatMap((sample) => lossOf(sample).map((count) => sentenceOf(sample, count))),
  ];
  return {
    healthy: problems.length === 0,
    problems,
    report_age_seconds: reportAge,
    queues,
    waiting: waiting.reduce((sum, { value }) => sum + value, 0),
    lost: lost.reduce((sum, count) => sum + count, 0),
  };
}

/** Prometheus extrapolates increases, so a count is no whole number. */
function lossOf({ value }: Sample): number[] {
  return Math.round(value) > 0 ? [Math.round(value)] : [];
}

function sentenceOf({ labels: { what, exporter, receiver, service_name: service } }: Sample, count: number): string {
  const items = count === 1 ? '1 item' : `${count} items`;
  switch (what) {
    case 'rejected':
      return `In the last 15 minutes the backend behind ${exporter} rejected ${items}.`;
    case 'not_queued':
      return `In the last 15 minutes the Collector could not queue ${items} for ${exporter}.`;
    case 'refused':
      return `In the last 15 minutes the Collector refused ${items} from ${receiver}; senders keep them and try again.`;
    default:
      return `In the last 15 minutes ${service} dropped ${items}.`;
  }
}
