import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoints } from '@triptych/client/endpoints';
import { ask, exploreQueries } from '@triptych/client/explore';
import { repository } from '../../local/stack.ts';

/** What following the links of an alert gave. */
export interface Links {
  /** The backend that `query_url` asks, and how many results it has; undefined when it does not answer. */
  readonly query?: { readonly backend: string; readonly results: number };
  /** Links that are broken, and why; a sentence each. */
  readonly problems: readonly string[];
}

type Annotations = Readonly<Record<string, string>>;

/** Follows the links of an alert to its runbook and its dashboard, and asks what its link to Explore asks. */
export async function followLinks(annotations: Annotations, endpoints: Endpoints, root = repository): Promise<Links> {
  const { runbook_url: runbook = '', dashboard_url: dashboard = '', query_url: query = '' } = annotations;
  const problems = [...runbookProblems(runbook, root), ...dashboardProblems(dashboard, root)];
  try {
    return { query: await askBehind(query, endpoints), problems };
  } catch (error) {
    return { problems: [...problems, `query_url: ${(error as Error).message}`] };
  }
}

function runbookProblems(url: string, root: string): string[] {
  const file = /[^/]+\.md/.exec(url.split('/').at(-1) ?? '')?.[0];
  if (file && existsSync(join(root, 'docs/runbooks', file))) return [];
  return [`runbook_url: there is no runbook ${file ?? url}`];
}

function dashboardProblems(url: string, root: string): string[] {
  const uid = /\/d\/([^/?]+)/.exec(url)?.[1];
  const files = globSync('backends/grafana/dashboards/*.json', { cwd: root });
  const uids = files.map((file) => (JSON.parse(readFileSync(join(root, file), 'utf8')) as { uid?: string }).uid);
  return uid && uids.includes(uid) ? [] : [`dashboard_url: there is no dashboard ${uid ?? url}`];
}

async function askBehind(url: string, endpoints: Endpoints): Promise<{ backend: string; results: number }> {
  const queries = exploreQueries(url);
  const answers = await Promise.all(queries.map((query) => ask(endpoints, query)));
  return { backend: queries[0]?.datasource?.uid ?? 'nobody', results: answers.flat().length };
}
