import { writeChart } from '../../cdk8s/src/chart/run.ts';
import { compose } from '../../cdk8s/src/main.ts';
import type { Generator } from './generator.ts';

/** The Helm chart. */
export const chart: Generator = { output: 'charts/triptych', generate: async (into) => writeChart(into, compose) };
