import type { Sample, Series } from '@triptych/client/prometheus';
import type { ServiceNow } from '../schemas/now.ts';
import { objectivesIn } from './objectives.ts';
import { aligned, type Figures } from './prometheus.ts';

/** Above this number the services with most requests are shown. */
const MOST = 50;

/** Every service that sends spans or request metrics, or that Prometheus asks; those with most requests first. */
export async function readServices(figures: Figures): Promise<ServiceNow[]> {
  const [rates, errors, p95s, up, objectives] = await Promise.all([
    figures.overTime('serviceRate'),
    figures.overTime('serviceErrors'),
    figures.overTime('serviceP95'),
    figures.now('up'),
    figures.now('objectives'),
  ]);
  return servicesIn({ rates, errors, p95s, up, objectives }, figures.times);
}

interface Answers {
  readonly rates: readonly Series[];
  readonly errors: readonly Series[];
  readonly p95s: readonly Series[];
  readonly up: readonly Sample[];
  readonly objectives: readonly Sample[];
}

export function servicesIn({ rates, errors, p95s, up, objectives }: Answers, times: readonly number[]): ServiceNow[] {
  const asked = up.filter(({ labels }) => labels.job === 'services');
  const isUp = new Map(asked.map(({ labels, value }) => [labels.service_name, value === 1]));
  const promised = objectivesIn(objectives);
  const names = new Set([...rates, ...asked].flatMap(({ labels }) => labels.service_name || []));
  const lineOf = (series: readonly Series[], name: string) =>
    aligned(
      series.find(({ labels }) => labels.service_name === name),
      times,
    );
  const services = [...names].map((name) => {
    const rateLine = lineOf(rates, name);
    const errorLine = lineOf(errors, name);
    const ratios = rateLine.map((rate, i) => (rate ? (errorLine[i] ?? 0) / rate : null));
    const p95Line = lineOf(p95s, name);
    return {
      name,
      up: isUp.get(name) ?? null,
      rate: rateLine.at(-1) ?? null,
      error_ratio: ratios.at(-1) ?? null,
      p95_seconds: p95Line.at(-1) ?? null,
      rates: rateLine,
      error_ratios: ratios,
      p95s: p95Line,
      objectives: promised.get(name) ?? [],
    };
  });
  return services.sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0) || a.name.localeCompare(b.name)).slice(0, MOST);
}
