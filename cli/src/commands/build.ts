import { duration, print } from '@triptych/terminal';
import { defineCommand, UsageError, UserError } from '../command.ts';
import { findProgram, makeTool } from '../local/build/binaries.ts';
import { NoGoError } from '../local/build/no-go.ts';
import { tools } from '../local/build/tools.ts';
import { showProgress } from '../local/progress.ts';
import { openStack } from '../local/stack.ts';
import type { PartState, PartView } from '../local/view.ts';

const names = tools.map(({ name }) => name);

export const build = defineCommand({
  name: 'build',
  summary: 'build the binaries that are missing',
  help: `
Usage: triptych build [NAME…] [--json]

Builds the binaries that are missing of ${names.join(', ')}
into the cache (\${XDG_CACHE_HOME:-~/.cache}/triptych), from Go modules pinned in cli/tools. Without names: all of them.
Where TRIPTYCH_<NAME>_BIN names a binary that you have, triptych uses that binary.

  --json   print {name, path, built} of each binary
`,
  options: { json: { type: 'boolean' } },
  positionals: true,
  async run({ json }, wanted) {
    const unknown = wanted.find((name) => !names.includes(name));
    if (unknown) throw new UsageError(`there is no binary "${unknown}" to build; choose from ${names.join(', ')}`);
    const stack = openStack();
    const chosen = tools.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
    const missing = chosen.filter(({ name }) => !findProgram(name, stack));
    if (missing.length) await buildAll(missing, stack, json ?? false);
    const found = chosen.map(({ name }) => {
      return { name, path: findProgram(name, stack), built: missing.some((tool) => tool.name === name) };
    });
    if (json) print(JSON.stringify(found));
    return 0;
  },
});

async function buildAll(missing: typeof tools, stack: ReturnType<typeof openStack>, quiet: boolean): Promise<void> {
  const startedAt = Date.now();
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => abort.abort());
  const progress = quiet ? undefined : showProgress(startedAt);
  const views = new Map<string, PartView>();
  const show = (name: string, state: PartState, detail: string) => {
    const before = views.get(name);
    const since = before?.state === state ? before.since : Date.now();
    const readyAfterMs = state === 'ready' ? Date.now() - startedAt : undefined;
    views.set(name, { name, state, detail, since, readyAfterMs, failures: 0 });
    progress?.show({ parts: [...views.values()] });
  };
  for (const { name } of missing) show(name, 'waiting', '');
  try {
    for (const tool of missing) {
      const { signal } = abort;
      await makeTool(tool, stack, { signal, show: (state, detail) => show(tool.name, state, detail), working() {} });
      show(tool.name, 'ready', '');
    }
  } catch (error) {
    if (abort.signal.aborted)
      throw new UserError('stopped; the next build continues with the packages compiled so far');
    throw error instanceof NoGoError ? new UserError(error.advice, { cause: error }) : error;
  } finally {
    progress?.end();
  }
  if (!quiet) print(`Built ${missing.map(({ name }) => name).join(', ')} in ${duration(Date.now() - startedAt)}.`);
}
