import { type Block, IF, SPREAD } from './blocks.ts';
import { type Condition, decided, NAMED, REPEATS } from './condition.ts';
import { BYTES, UNITS } from './quantity.ts';
import { CLOSE, expression, isTemplate, OPEN } from './token.ts';

/** Writes manifests with tokens in Helm's template language. No other file contains that language. */

type Json = string | number | boolean | Json[] | { [key: string]: Json };

/** A manifest as a template, inside an `if` unless its condition always holds. */
export function manifest(object: unknown, condition: Condition): string {
  const text = `---\n${mapLines(object as { [key: string]: Json }, 0).join('\n')}\n`;
  return decided(condition) ? text : `{{- if ${bare(condition)} }}\n${text}{{- end }}\n`;
}

/** The first line of a file of templates: a comment, which Helm does not print. */
export const HEADING = '{{- /* Generated from cdk8s/src by "npm run generate". */ -}}\n';

/** The templates that tokens include. Each gets a list of its arguments. */
export const HELPERS = `${HEADING}{{- define "${NAMED}" }}{{ range index . 0 }}{{ if eq .name (index $ 1) }}{{ .name }}{{ end }}{{ end }}{{ end }}
{{- define "${REPEATS}" }}{{ $names := list }}{{ range . }}{{ if has .name $names }}{{ .name }}{{ end }}{{ $names = append $names .name }}{{ end }}{{ end }}
{{- define "${BYTES}" }}{{ mulf (regexFind "^[0-9.]+" .) (get (${JSON.stringify(JSON.stringify(UNITS))} | fromJson) (regexReplaceAll "^[0-9.]+" . "")) }}{{ end }}
`;

/** Lines of text as a template, such as NOTES.txt. `items` makes lines that depend on a condition. */
export function text(lines: readonly unknown[]): string {
  const line = (one: unknown): string => {
    const control = typeof one === 'object' ? (one as Record<string, Block<unknown>>)[IF] : undefined;
    if (control) return `{{- if ${bare(control.condition)} }}\n${control.list.map(line).join('')}{{- end }}\n`;
    return `${String(one).replaceAll(new RegExp(`${OPEN}(.*?)${CLOSE}`, 'g'), '{{ $1 }}')}\n`;
  };
  return lines.map(line).join('');
}

/** A template that fails the installation with a message when a condition holds. */
export function refusal(condition: Condition, message: string): string {
  return `{{- if ${bare(condition)} }}{{- fail ${JSON.stringify(message)} }}{{- end }}\n`;
}

const bare = (value: unknown) => expression(value).replace(/^\((.*)\)$/s, '$1');
const spaces = (indent: number) => ' '.repeat(indent);

function mapLines(map: { [key: string]: Json }, indent: number): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    if (key.startsWith(IF)) {
      const { condition, map: inner } = value as unknown as Block<Json>;
      return [`{{- if ${bare(condition)} }}`, ...mapLines(inner, indent), '{{- end }}'];
    }
    if (key.startsWith(SPREAD)) return spreadLines(value, indent);
    const start = `${spaces(indent)}${isTemplate(key) ? `{{ ${expression(key)} | quote }}` : plain(key)}:`;
    if (typeof value !== 'object') return [`${start} ${scalar(value)}`];
    if (Object.keys(value).length === 0) return [`${start} ${JSON.stringify(value)}`];
    return [start, ...(Array.isArray(value) ? listLines(value, indent) : mapLines(value, indent + 2))];
  });
}

function listLines(list: readonly Json[], indent: number): string[] {
  return list.flatMap((item) => {
    if (typeof item !== 'object') return [`${spaces(indent)}- ${scalar(item)}`];
    if (Object.keys(item).length === 0) return [`${spaces(indent)}- ${JSON.stringify(item)}`];
    if (Array.isArray(item)) return [`${spaces(indent)}-`, ...listLines(item, indent + 2)];
    const [key, value] = Object.entries(item)[0] ?? [];
    if (key === IF) {
      const { condition, list: inner } = value as unknown as Block<Json>;
      return [`{{- if ${bare(condition)} }}`, ...listLines(inner, indent), '{{- end }}'];
    }
    if (key === SPREAD) return spreadLines(value as Json, indent);
    const [first = '', ...rest] = mapLines(item, indent + 2);
    // A list item cannot begin on the line of a control structure.
    if (first.startsWith('{{-')) return [`${spaces(indent)}-`, first, ...rest];
    return [`${spaces(indent)}- ${first.trimStart()}`, ...rest];
  });
}

function spreadLines(value: Json, indent: number): string[] {
  return [`{{- with ${bare(value)} }}`, `{{- toYaml . | nindent ${indent} }}`, '{{- end }}'];
}

/** A token becomes JSON, which is also YAML, whatever its type. */
function scalar(value: string | number | boolean): string {
  if (isTemplate(value)) return `{{ ${bare(value)} | toJson }}`;
  return typeof value === 'string' ? plain(value) : String(value);
}

const WORDS = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** Text as a YAML scalar. Braces in the text are escaped from Helm. */
function plain(value: string): string {
  if (/^[A-Za-z/][A-Za-z0-9_./-]*$/.test(value) && !WORDS.test(value)) return value;
  return JSON.stringify(value).replaceAll(/\{\{|\}\}/g, (braces) => `{{ "${braces}" }}`);
}
