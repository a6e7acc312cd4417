import type { ServiceObjectives } from './service.ts';

/** The series that hold what an operator has set. The rules for all services take it instead of the default. */
export const TARGET_OVERRIDE = 'service:objective_override:ratio';
/** Its label `le` is the bucket of the latency objective. */
export const LATENCY_BOUND_OVERRIDE = 'service:latency_bound_override:info';

interface RecordedConstant {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A file of rules for Prometheus that records the objectives as constants, with these labels in addition. */
export function objectiveRules(
  services: readonly ServiceObjectives[],
  labels: Readonly<Record<string, string>> = {},
): { readonly groups: readonly { readonly name: string; readonly rules: readonly RecordedConstant[] }[] } {
  const constant = (record: string, value: number | undefined, own: RecordedConstant['labels']) =>
    value === undefined ? [] : [{ record, expr: `vector(${value})`, labels: { ...own, ...labels } }];
  const rules = services.flatMap(({ name: service, availability, latency }) => [
    ...constant(TARGET_OVERRIDE, availability, { service, slo: 'availability' }),
    ...constant(TARGET_OVERRIDE, latency?.target, { service, slo: 'latency' }),
    ...constant(LATENCY_BOUND_OVERRIDE, latency?.seconds && 1, { service, le: String(latency?.seconds) }),
  ]);
  return { groups: [{ name: 'service_objectives', rules }] };
}
