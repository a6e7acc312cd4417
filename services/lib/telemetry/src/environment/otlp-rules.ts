import { readFileSync } from 'node:fs';
import { protocolOf, SIGNALS } from './choices.ts';
import type { Rule } from './finding.ts';

/** `OTEL_EXPORTER_OTLP_ENDPOINT` and its siblings. gRPC also takes `HOST:PORT` and `unix:` paths. */
export const endpoint: Rule = (value, variable, env) => {
  const url = value.trim();
  const named = SIGNALS.filter((signal) => variable.includes(`_${signal.toUpperCase()}_`));
  const isHttp = (named.length > 0 ? named : SIGNALS).some((signal) => protocolOf(signal, env) === 'http/protobuf');
  const complete = isHttp || url.includes('://') || url.startsWith('unix:') ? url : `https://${url}`;
  if (URL.canParse(complete) && (isHttp ? /^https?:/ : /^(https?|unix):/).test(complete)) return undefined;
  return {
    instead: undefined,
    reason: 'it is not a URL such as http://otelcol:4317',
    used: 'the endpoint of all signals, by default on localhost',
    shown: url.replace(/\/\/[^/@]*@/, '//***@'),
  };
};

/** `OTEL_EXPORTER_OTLP_HEADERS`: entries that cannot be sent are left out. Values are secrets, and are not shown. */
export const headers: Rule = (value) => {
  const entries = value.split(',').filter((entry) => entry.trim() !== '');
  const bad = entries.flatMap((entry, i) => (isHeader(entry) ? [] : [i + 1]));
  if (bad.length === 0) return undefined;
  return {
    instead: entries.filter(isHeader).join(','),
    reason: `entry ${bad.join(', ')} of ${entries.length} is not name=value of an HTTP header`,
    used: entries.length > bad.length ? 'the other entries' : 'no header',
    shown: '(not shown: headers hold secrets)',
  };
};

function isHeader(entry: string): boolean {
  const [name = '', ...rest] = entry.split('=');
  try {
    // gRPC reserves names that end in -bin for bytes.
    return /^[\w.-]+(?<!-bin)$/.test(name.trim()) && /^[\x20-\x7e]+$/.test(decodeURIComponent(rest.join('=').trim()));
  } catch {
    return false;
  }
}

/** The file of a certificate or key. */
export const readableFile =
  (used: string): Rule =>
  (value) => {
    try {
      readFileSync(value.trim());
      return undefined;
    } catch (error) {
      const reason = `the file cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`;
      return { instead: undefined, reason, used };
    }
  };
