import assert from 'node:assert/strict';
import type { Manifest } from '../../../cdk8s/src/chart/synth.ts';

/** Checks an object against the schema of its kind. */
export async function validate(object: Manifest): Promise<void> {
  // A kind of the Gateway API, which is not part of Kubernetes.
  if (object.kind === 'HTTPRoute') return;
  const models = (await import(`${packageOf(object)}/${object.apiVersion}/${object.kind}`)) as Record<
    string,
    new (
      data: object,
    ) => { validate(): void }
  >;
  const Model = models[object.kind];
  assert.ok(Model, object.kind);
  assert.doesNotThrow(() => new Model(object).validate(), `${object.kind} ${object.metadata.name}`);
}

/** Kubernetes' own kinds, and those of the Prometheus Operator. */
const packageOf = ({ apiVersion }: Manifest) =>
  String(apiVersion).startsWith('monitoring.coreos.com/')
    ? '@kubernetes-models/prometheus-operator'
    : 'kubernetes-models';
