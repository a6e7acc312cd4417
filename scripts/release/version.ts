import { UsageError } from '../images/names.ts';

const NUMBER = '(0|[1-9]\\d*)';
const WORD = `(${NUMBER}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const VERSION = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(-${WORD}(\\.${WORD})*)?$`);

/** A semantic version without build metadata, which no tag of an image can contain. Throws a UsageError otherwise. */
export function versionName(text: string): string {
  if (VERSION.test(text)) return text;
  const hint = text.startsWith('v')
    ? `: leave out the "v"`
    : text.includes('+')
      ? ': leave out what follows the "+", which no tag of an image can contain'
      : ', such as 1.2.3 or 1.2.3-rc.1: https://semver.org';
  throw new UsageError(`--version "${text}" is no semantic version${hint}`);
}
