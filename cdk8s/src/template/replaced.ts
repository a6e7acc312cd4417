import { expression, isTemplate, token } from './token.ts';

/** Text with a part of it in other words, for configuration files of programs that read no environment. */
export function replaced(text: string, part: string, by: string): string {
  if ([text, by].some(isTemplate)) return token(`replace ${[part, by, text].map(expression).join(' ')}`);
  if (!text.includes(part))
    throw new Error(`no "${part}" to replace: the file has changed, its construct has to follow`);
  return text.replaceAll(part, by);
}
