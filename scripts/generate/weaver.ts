import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { attributeGroups } from './weaver/attributes.ts';
import { eventGroups } from './weaver/events.ts';
import { metricGroups, STANDARD_METRICS } from './weaver/metrics.ts';
import { spanGroups } from './weaver/spans.ts';

const root = resolve(import.meta.dirname, '../..');
const OUTPUT = 'services/lib/catalogue/registry';
const HEADING = '# Made from services/lib/catalogue/src by "npm run generate".\n';
const CONVENTIONS = 'https://github.com/open-telemetry/semantic-conventions/archive/refs/tags';

/** The catalogue as a registry of OpenTelemetry Weaver, from which other languages generate constants and pages. */
export const weaverRegistry = {
  output: OUTPUT,
  async generate(into: string): Promise<void> {
    const files = {
      manifest: await manifest(),
      attributes: { groups: attributeGroups() },
      metrics: { groups: metricGroups(), imports: { metrics: STANDARD_METRICS } },
      spans: { groups: spanGroups() },
      events: { groups: eventGroups() },
    };
    await mkdir(join(into, OUTPUT), { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      const yaml = stringify(content, { aliasDuplicateObjects: false, lineWidth: 0 });
      await writeFile(join(into, OUTPUT, `${name}.yaml`), HEADING + yaml);
    }
  },
};

/** It depends on the semantic conventions with which the services are built. */
async function manifest() {
  const telemetry = await packageAt('services/lib/telemetry');
  const { version } = await packageAt('services/lib/catalogue');
  const conventions = telemetry.dependencies['@opentelemetry/semantic-conventions'];
  return {
    description: 'Everything that Triptych emits, beside what the semantic conventions define.',
    // It identifies the registry; nothing is served there.
    schema_url: `https://triptych.example.com/schemas/${version}`,
    stability: 'development',
    dependencies: [
      {
        schema_url: `https://opentelemetry.io/schemas/${conventions}`,
        registry_path: `${CONVENTIONS}/v${conventions}.zip[model]`,
      },
    ],
  };
}

async function packageAt(folder: string) {
  const text = await readFile(join(root, folder, 'package.json'), 'utf8');
  return JSON.parse(text) as { readonly version: string; readonly dependencies: Readonly<Record<string, string>> };
}
