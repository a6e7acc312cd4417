import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };
import { refusals } from '../refusals/refusals.ts';
import { above } from '../template/condition.ts';
import { HELPERS, refusal, text } from '../template/helm.ts';
import { token } from '../template/token.ts';
import { chartContext } from './context.ts';
import { notes } from './notes.ts';
import { readme } from './readme.ts';
import { lacksRegistry, NO_REGISTRY } from './registry.ts';
import { type Compose, chartTemplates } from './synth.ts';
import { valuesSchema, valuesYaml } from './values-file.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The icon: three panels. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#2f6f8f"><rect x="2" y="6" width="8" height="20"/><rect x="12" y="3" width="8" height="26"/><rect x="22" y="6" width="8" height="20"/></g></svg>`;

const metadata = {
  apiVersion: 'v2',
  name: 'triptych',
  description: manifest.description,
  type: 'application',
  version: manifest.version,
  appVersion: manifest.version,
  kubeVersion: '>=1.27.0-0',
  icon: `data:image/svg+xml;base64,${Buffer.from(ICON).toString('base64')}`,
  keywords: [
    'opentelemetry',
    'observability',
    'tracing',
    'metrics',
    'logs',
    'jaeger',
    'loki',
    'prometheus',
    'grafana',
    'images',
  ],
  annotations: { licenses: manifest.license },
};

/** Kubernetes allows 63 characters for a name, and the longest suffix has 19. */
const LONGEST_RELEASE_NAME = 43;

/** Every file of the chart, by its path below charts/triptych. */
export function chartFiles(compose: Compose): Map<string, string> {
  const { templates, files } = chartTemplates(compose);
  const tooLong = above(token<number>('len .Release.Name'), LONGEST_RELEASE_NAME);
  const message = `The name of the release is too long: it may have ${LONGEST_RELEASE_NAME} characters at most.`;
  const refused = refusals(chartContext(new Set()).values).map(({ when, why }) => refusal(when, why));
  return new Map([
    ['Chart.yaml', stringify(metadata, { lineWidth: 0 })],
    ['values.yaml', valuesYaml()],
    ['values.schema.json', valuesSchema()],
    ['README.md', readme()],
    ['templates/NOTES.txt', text(notes())],
    ['templates/_helpers.tpl', HELPERS],
    ['templates/release-name.yaml', refusal(tooLong, message)],
    ['templates/registry.yaml', refusal(lacksRegistry(chartContext(new Set()).values), NO_REGISTRY)],
    ['templates/refused-values.yaml', refused.join('')],
    ...[...templates].map(([name, template]) => [`templates/${name}`, template] as const),
    ...[...files].sort().map((path) => [`files/${path}`, readFileSync(join(root, path), 'utf8')] as const),
  ]);
}
