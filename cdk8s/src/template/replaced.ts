import { expression, isTemplate, token } from './token.ts';

/**
 * Text in which each `part` is replaced, for the configuration files of programs that read no environment variables. Throws
 * when a known text has no such part.
 */
export function replaced(text: string, part: string, by: string): string {
  if ([text, by].some(isTemplate)) return token(`replace ${[part, by, text].map(expression).join(' ')}`);
  if (!text.includes(part))
    throw new Error(`there is no "${part}" to replace: the file has changed, so change the code that edits it`);
  return text.replaceAll(part, by);
}
