import type { Sample } from '@triptych/client/prometheus';
import type { Objective } from '../schemas/now.ts';
import { finite } from './prometheus.ts';

/** The slower of the two burn rates at which an alert pages: the budget of 30 days is gone within days. */
const BURNING = 6;

/** The objectives of each service, from the recorded series of backends/rules/objectives.yaml. */
export function objectivesIn(samples: readonly Sample[]): Map<string, Objective[]> {
  const byObjective = Map.groupBy(samples, ({ labels }) => `${labels.service} ${labels.slo}`);
  const objectives = [...byObjective.values()].map((group) => {
    const seriesValue = (name: string) => group.find(({ labels }) => labels.__name__ === name)?.value;
    const [{ labels: { service = '', slo = '' } = {} } = {}] = group;
    return { service, objective: toObjective(slo, service, seriesValue) };
  });
  const grouped = Map.groupBy(objectives, ({ service }) => service);
  return new Map(
    [...grouped].map(([service, list]) => [
      service,
      list.map(({ objective }) => objective).sort((a, b) => a.name.localeCompare(b.name)),
    ]),
  );
}

function toObjective(slo: string, service: string, seriesValue: (name: string) => number | undefined): Objective {
  const target = finite(seriesValue('slo:objective:ratio'));
  const budgetLeft = finite(seriesValue('slo:error_budget_remaining:ratio'));
  const burn = (window: string) => {
    const ratio = finite(seriesValue(`slo:error_ratio:rate${window}`));
    return ratio === null || target === null ? null : ratio / (1 - target);
  };
  const burnRate = burn('1h');
  return {
    // In a row of its service the name of the service would only repeat.
    name: slo.startsWith(`${service}_`) ? slo.slice(service.length + 1) : slo,
    target,
    budget_left: budgetLeft,
    burn_rate: burnRate,
    state: stateOf(budgetLeft, burnRate, burn('5m')),
  };
}

function stateOf(budgetLeft: number | null, hour: number | null, minutes: number | null): Objective['state'] {
  if (budgetLeft !== null && budgetLeft < 0) return 'missed';
  // The short window resolves it soon after the fault has ended.
  if ((hour ?? 0) > BURNING && (minutes ?? 0) > BURNING) return 'burning';
  return budgetLeft === null && hour === null ? 'idle' : 'ok';
}
