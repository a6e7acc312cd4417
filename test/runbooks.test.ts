import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { SERVICE_NAMES } from '@triptych/parts';
import { parse } from 'yaml';
import { RULES } from '../cdk8s/src/monitoring/alerts/index.ts';
import { isAlert } from '../cdk8s/src/monitoring/rules/rule.ts';
import { RESOURCE_LABELS, SERIES } from '../cdk8s/src/monitoring/series.ts';
import { logFaults, metricFaults } from '../cdk8s/test/monitoring/support/faults.ts';
import { fencesOf, index, mapping, type Page, pages, runbooks } from './support/pages.ts';

const root = resolve(import.meta.dirname, '..');
const SECTIONS = ['Who feels it', 'First', 'Which cause', 'What to do', 'Over'];
const LONGEST = 60;

const rules = [...RULES.values()].flat().flatMap((group) => group.rules);
const severities = new Map<string, string[]>();
/** The service of each alert that has a fixed one. */
const services = new Map<string, string>();
for (const { alert, labels } of rules.filter(isAlert)) {
  const { severity = '', service = '' } = labels;
  severities.set(alert, [...(severities.get(alert) ?? []), severity].sort());
  if (!service.includes('{{')) services.set(alert, `${service}.`);
}

describe('runbooks', () => {
  it('exist for each alert, and for nothing else', () => {
    assert.deepEqual([...runbooks.keys()], [...severities.keys()].sort());
  });

  it('are each listed once, with the severities of the alert', () => {
    const rows = [...index.text.matchAll(/^\| \[(\w+)\]\((\w+)\.md\) \| ([\w, ]+) \|/gm)];
    const listed = rows.map(([, name = '', file, severity = '']) => [name, file, severity.split(', ')] as const);
    const wanted = [...severities].map(([name, severity]) => [name, name, severity] as const);
    const byName = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
    assert.deepEqual(listed.sort(byName), wanted.sort(byName));
  });

  for (const [name, { text }] of runbooks) {
    it(`have in ${name} the severity, the service and all sections in order`, () => {
      const lines = text.trimEnd().split('\n');
      assert.ok(lines.length <= LONGEST, `${lines.length} lines`);
      assert.deepEqual(lines.slice(0, 2), [`# ${name}`, '']);
      const stated = severities.get(name)?.map((severity) => `**${severity}**`) ?? [];
      assert.ok(lines[2]?.startsWith(`${stated.join(' or ')} of ${services.get(name) ?? 'the '}`), lines[2]);
      const titles = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
      assert.deepEqual(titles, SECTIONS);
    });

    it(`begin in ${name} with a command`, () => {
      const [, first = ''] = /^## First\n([\s\S]*?)^## /m.exec(text) ?? [];
      assert.deepEqual([...new Set(fencesOf([{ path: name, text: first }]).map(({ language }) => language))], ['sh']);
    });
  }
});

describe('the pages whose commands and queries are run', () => {
  it('have only fences that a test runs', () => {
    const opened = pages.flatMap(({ text }) => text.match(/^```/gm) ?? []).length / 2;
    const run = fencesOf(pages).reduce((sum, fence) => sum + fence.pages.length, 0);
    assert.equal(run, opened);
    assert.deepEqual(new Set(fencesOf(pages).map(({ language }) => language)), new Set(['sh', 'promql', 'logql']));
  });

  it('query Prometheus in valid PromQL, for existing series and labels', () => {
    assert.deepEqual(
      textsOf('promql').flatMap((expr) => metricFaults(expr, labelsOf)),
      [],
    );
  });

  it('query Loki in valid LogQL, for existing lines and fields', () => {
    assert.deepEqual(textsOf('logql').flatMap(logFaults), []);
  });

  const others = ['README', 'gitops', 'licences', 'sizing', 'staging', 'upgrading', 'volumes'].map(
    (name) => `docs/${name}.md`,
  );
  for (const page of [...pages, ...others.map((path) => ({ path, text: read(path) }))]) {
    it(`have only working links in ${page.path}`, () => assert.deepEqual(deadLinks(page), []));

    it(`name only existing values of the chart and variables in ${page.path}`, () => {
      assert.deepEqual(unknownValues(page), []);
      assert.deepEqual(unknownVariables(page), []);
    });
  }

  it('list the long name of each short name', () => {
    const short = (RULES.get('shortcuts') ?? []).flatMap((group) => group.rules);
    assert.ok(short.length > 0);
    for (const rule of short)
      if (!isAlert(rule)) assert.ok(mapping.text.includes(`| \`${rule.record}\` |`), rule.record);
  });
});

function read(path: string): string {
  return readFileSync(resolve(root, path), 'utf8');
}

function textsOf(language: string): string[] {
  return fencesOf(pages, language).map(({ text }) => text);
}

/** Labels of series, with those that only people query. */
function labelsOf(series: string): readonly string[] | undefined {
  const more: Readonly<Record<string, readonly string[]>> = {
    nodejs_heap_space_size_used_bytes: [...RESOURCE_LABELS, 'space'],
    http_request_count: ['service', 'path'],
    http_request_duration: ['service', 'path', 'quantile'],
    image_svc_conversion_duration: ['format_out', 'quantile'],
  };
  return SERIES.get(series) ?? more[series];
}

function deadLinks({ path, text }: Page): string[] {
  return [...text.matchAll(/\]\(([^)#:]*)(?:#([\w-]+))?\)/g)].flatMap(([link, file = '', anchor]) => {
    const to = resolve(root, dirname(path), file || path.split('/').at(-1) || '');
    if (!existsSync(to)) return [link];
    const anchors = [...(anchor ? readFileSync(to, 'utf8') : '').matchAll(/^#+ (.*)$/gm)];
    return anchor && !anchors.some(([, title = '']) => slug(title) === anchor) ? [link] : [];
  });
}

/** The anchor that GitHub gives a heading. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

const values: unknown = parse(read('charts/triptych/values.yaml'));

function unknownValues({ text }: Page): string[] {
  // A shell variable may hold the name.
  const set = [...text.matchAll(/--set (?!"\$)(\S+)/g)].flatMap(([, list = '']) => list.split(','));
  const named = [...text.matchAll(/`([a-z]\w*(?:\.\w+)+)`/g)].flatMap(([, path = '']) =>
    Object.hasOwn(values as object, path.split('.')[0] ?? '') && !path.endsWith('.yaml') ? [path] : [],
  );
  return [...set.map((one) => one.split('=')[0] ?? ''), ...named].filter((path) => valueAt(path) === undefined);
}

function valueAt(path: string): unknown {
  return path.split('.').reduce((at: unknown, key) => (at as Record<string, unknown> | undefined)?.[key], values);
}

/** The files that describe environment variables. */
const described = ['README.md', 'cli/README.md', 'backends/README.md', 'services/lib/telemetry/README.md']
  .concat(SERVICE_NAMES.map((name) => `services/${name}/README.md`))
  .concat('collector/config.yaml', 'services/image_svc/src/pool/converter-process.ts', 'cli/src/commands/up.ts')
  .map(read)
  .join('\n');
/** Variables of Node and glibc, variables that the pages set, and error codes. */
const OTHERS =
  /^(NODE_OPTIONS|MALLOC_ARENA_MAX|NAMESPACE|RELEASE|CHART|[A-Z]+_ID|E[A-Z]+|UNAVAILABLE|RESOURCE_EXHAUSTED)$/;

function unknownVariables({ text }: Page): string[] {
  return [...text.matchAll(/`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)(?:=[^`]*)?`/g)]
    .map(([, name = '']) => name)
    .filter((name) => !OTHERS.test(name) && !new RegExp(`\\b${name}\\b`).test(described));
}
