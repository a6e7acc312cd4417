import { ApiObject, App, type Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { stringify } from 'yaml';
import type { Context } from '../parts/base/context.ts';
import { type Condition, decided } from '../template/condition.ts';
import { conditionOf } from '../template/conditional.ts';
import { HEADING, manifest } from '../template/helm.ts';
import type { Values } from '../values.ts';
import { chartContext, plainContext } from './context.ts';

/** The objects of a chart, in the order of their construction, without those whose condition is known to fail. */
function objectsOf(chart: Chart): { object: ApiObject; condition: Condition }[] {
  return chart.node
    .findAll()
    .filter((one) => ApiObject.isApiObject(one))
    .map((one) => ({ object: one as ApiObject, condition: conditionOf(one as Construct) }))
    .filter(({ condition }) => decided(condition) !== false);
}

/** Builds the whole system in a scope. */
export type Compose = (scope: App, context: Context) => Chart;

export type Manifest = { kind: string; metadata: { name: string; namespace?: string } } & Record<string, unknown>;

/** Plain manifests of known values, without the hooks of Helm: only Helm runs these at the right time. */
export function plainManifests(compose: Compose, values: Values, release: Context['release']): Manifest[] {
  return objectsOf(compose(new App(), plainContext(values, release)))
    .filter(({ object }) => object.metadata.toJson().annotations?.['helm.sh/hook'] === undefined)
    .map(({ object }) => object.toJson());
}

export const asYaml = (objects: readonly object[]): string =>
  objects.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })}`).join('');

/** The chart's templates by file name, one file for each part, and the files that they read, by their path. */
export function chartTemplates(compose: Compose): { templates: Map<string, string>; files: Map<string, string> } {
  const files = new Map<string, string>();
  const templates = new Map<string, string>();
  for (const { object, condition } of objectsOf(compose(new App(), chartContext(files)))) {
    const [, part] = object.node.scopes.map(({ node }) => node.id).slice(1);
    const name = `${part}.yaml`;
    templates.set(name, (templates.get(name) ?? HEADING) + manifest(object.toJson(), condition));
  }
  return { templates, files };
}
