import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface Page {
  /** Within the repository. */
  readonly path: string;
  readonly text: string;
}

/** A query or commands of a page. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  /** Where it can be run: in a cluster what only makes sense there, all else on the stack of this machine. */
  readonly place: 'stack' | 'cluster';
  /** Its first line says that it may have no answer. */
  readonly mayBeEmpty: boolean;
  /** The pages that have it, by their names. */
  readonly pages: readonly string[];
}

export const readPage = (path: string): Page => ({ path, text: readFileSync(resolve(root, path), 'utf8') });

export const index = readPage('docs/runbooks/README.md');
export const mapping = readPage('docs/metrics.md');
/** One for each alert, by its name. */
export const runbooks: ReadonlyMap<string, Page> = new Map(
  globSync('docs/runbooks/[A-Z]*.md', { cwd: root })
    .filter((path) => path !== index.path)
    .sort()
    .map((path) => [nameOf(path), readPage(path)]),
);
/** Everything whose fences are run. */
export const pages: readonly Page[] = [index, mapping, ...runbooks.values()];

const CLUSTER = /\bkubectl\b|\bhelm\b|\$NAMESPACE|\b(kube|k8s|container)_\w/;

/** The fences of pages in their order; what several have is one. */
export function fencesOf(from: readonly Page[], language?: string, place?: Fence['place']): Fence[] {
  const found = new Map<string, Fence>();
  for (const { path, text: page } of from) {
    for (const [all, name = '', text = ''] of page.matchAll(/^```(\w*)\n([\s\S]*?)\n```$/gm)) {
      found.set(all, {
        language: name,
        text,
        place: CLUSTER.test(text) ? 'cluster' : 'stack',
        mayBeEmpty: text.startsWith('# Empty '),
        pages: [...(found.get(all)?.pages ?? []), nameOf(path)],
      });
    }
  }
  return [...found.values()].filter(
    (fence) => (!language || fence.language === language) && (!place || fence.place === place),
  );
}

/** How a test of a fence is called. */
export const titleOf = ({ pages: [page, ...more], text }: Fence): string =>
  `${page}${more.length > 0 ? ` and ${more.length} more` : ''}: ${text.replaceAll(/\s+/g, ' ')}`;

function nameOf(path: string): string {
  return basename(path, '.md');
}
