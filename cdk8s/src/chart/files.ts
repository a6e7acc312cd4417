import { stringify } from 'yaml';
import versions from '../../../backends/versions.json' with { type: 'json' };
import manifest from '../../../package.json' with { type: 'json' };
import { refusals } from '../refusals/refusals.ts';
import { above } from '../template/condition.ts';
import { HELPERS, refusal, text } from '../template/helm.ts';
import { NAMED_TEMPLATES, objectPrefix } from '../template/named-templates.ts';
import { call } from '../template/token.ts';
import { chartContext } from './context.ts';
import { notes } from './notes.ts';
import { readme } from './readme.ts';
import { requestsSentence } from './requests.ts';
import { type Compose, chartTemplates } from './synth.ts';
import { valuesSchema, valuesYaml } from './values-file.ts';

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
  maintainers: [{ name: 'The maintainers of Triptych' }],
  annotations: {
    licenses: manifest.license,
    'artifacthub.io/category': 'monitoring-logging',
    'artifacthub.io/license': manifest.license,
    'artifacthub.io/images': stringify(
      Object.entries(versions).flatMap(([name, one]) => ('image' in one ? [{ name, image: one.image }] : [])),
    ),
  },
};

/**
 * The name of a StatefulSet may have 52 characters, because its pods have it, and a hash of 11, in a label of 63. The longest
 * suffix of a StatefulSet has 13.
 */
const LONGEST_PREFIX = 39;

/** Every file of the chart, by its path below charts/triptych. */
export function chartFiles(compose: Compose): Map<string, string> {
  const { templates, files } = chartTemplates(compose);
  const tooLong = above(call<number>('len', objectPrefix), LONGEST_PREFIX);
  const message = `The name of the release is too long: it, or the value fullnameOverride, may have ${LONGEST_PREFIX} characters at most.`;
  const refused = refusals(chartContext(new Map()).values).map(({ when, why }) => refusal(when, why));
  return new Map([
    ['Chart.yaml', stringify(metadata, { lineWidth: 0 })],
    ['values.yaml', valuesYaml()],
    ['values.schema.json', valuesSchema()],
    ['README.md', readme(requestsSentence(compose))],
    ['templates/NOTES.txt', text(notes())],
    ['templates/_helpers.tpl', `${HELPERS}\n${NAMED_TEMPLATES}`],
    ['templates/release-name.yaml', refusal(tooLong, message)],
    ['templates/refused-values.yaml', refused.join('')],
    ...[...templates].map(([name, template]) => [`templates/${name}`, template] as const),
    ...[...files.keys()].sort().map((path) => [`files/${path}`, files.get(path) ?? ''] as const),
  ]);
}
