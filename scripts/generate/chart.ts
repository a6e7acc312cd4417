import { writeAll } from '../../cdk8s/src/chart/run.ts';
import { compose } from '../../cdk8s/src/main.ts';
import type { Generator } from './generator.ts';

/** The Helm chart, and the plain manifests of its default values. */
export const chart: Generator = { output: 'charts/triptych', generate: async (into) => writeAll(into, compose) };
export const manifests: Generator = { output: 'cdk8s/dist', generate: async (into) => writeAll(into, compose) };
