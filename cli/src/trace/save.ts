import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { collectMetrics } from '@triptych/client/request/collect-metrics';
import { toJson } from '@triptych/client/request/json';
import type { TraceReport } from '@triptych/client/request/report';
import { savedPage } from '@triptych/client/request/saved-page';
import { UserError } from '../command.ts';

/** The page of one request that "npm run build -w services/console" makes. */
const BUILT = resolve(import.meta.dirname, '../../../services/console/dist/saved');

/** Writes a request as one HTML file that opens without a network. Throws a UserError where the page is not built. */
export async function savePage(
  file: string,
  id: string,
  report: TraceReport,
  prometheus: string,
  built = BUILT,
): Promise<void> {
  const [script, style] = await Promise.all([read(join(built, 'saved.js')), read(join(built, 'saved.css'))]);
  const metrics = await collectMetrics(prometheus, report);
  try {
    await writeFile(file, savedPage({ script, style }, { id, request: toJson(report), metrics }));
  } catch (cause) {
    throw new UserError(`${file} cannot be written: ${(cause as Error).message}`, { cause });
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError('the page is not built. Run "npm run build -w services/console", then try again.', { cause });
  }
}
