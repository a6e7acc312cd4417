import { objectiveRules } from '@triptych/objectives';
import { include } from '../../template/named-templates.ts';
import { json } from '../../template/text.ts';
import { call, isTemplate } from '../../template/token.ts';
import type { Context } from '../base/context.ts';

/** The file of rules that records the objectives of the value `services`, for the Prometheus of a release. */
export function serviceObjectives(context: Context): string {
  return withLabels(context, {});
}

/** The same for a Prometheus that several releases share: the objectives hold in the namespace of this release. */
export function sharedServiceObjectives(context: Context): string {
  return withLabels(context, { namespace: context.release.namespace });
}

function withLabels({ values: { services } }: Context, labels: Readonly<Record<string, string>>): string {
  if (!isTemplate(services)) return json(objectiveRules(services, labels));
  return include('objectives', services, call('dict', ...Object.entries(labels).flat()));
}
