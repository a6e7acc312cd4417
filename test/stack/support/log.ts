import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestStack } from './conversions.ts';
import { until } from './until.ts';

/** Resolves when the logs of these parts have a text. */
export async function logged(stack: TestStack, parts: readonly string[], text: string): Promise<void> {
  const logs = () => Promise.all(parts.map((part) => readFile(join(stack.stack.logs, `${part}.log`), 'utf8')));
  await until(`"${text}" in the logs of ${parts}`, logs, (all) => all.every((log) => log.includes(text)));
}
