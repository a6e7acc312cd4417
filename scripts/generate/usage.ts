import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ATTRIBUTES, LOG_EVENTS, METRICS, SPANS } from '@triptych/catalogue';

const root = resolve(import.meta.dirname, '../..');
const CATALOGUE = 'services/lib/catalogue/';
/** What only reads telemetry: it queries names that others emit. */
const READERS = ['services/console/src/now/', 'services/console/src/explore/', 'services/console/src/web/'];

/** pg-boss makes these spans itself, when job_svc calls it so; it names them by the operation and the queue. */
export const MADE_BY_PG_BOSS: Partial<Record<keyof typeof SPANS, { operation: string; call: RegExp }>> = {
  jobSend: { operation: 'send', call: /\bboss\.send\(QUEUE\b/ },
  jobProcess: { operation: 'process', call: /\bboss\.work\(\s*QUEUE\b/ },
  // The worker settles what its handler returns.
  jobComplete: { operation: 'complete', call: /\bboss\.work\(\s*QUEUE\b/ },
  jobFail: { operation: 'fail', call: /\bboss\.work\(\s*QUEUE\b/ },
};

export interface Usage {
  /** Names of the packages whose source has something like that, such as `job_svc` and `telemetry`. */
  readonly metrics: Readonly<Record<string, readonly string[]>>;
  readonly spans: Readonly<Record<string, readonly string[]>>;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly logEvents: Readonly<Record<string, readonly string[]>>;
}

/** Which packages use each entry of the catalogue. */
export function usageOfCatalogue(): Usage {
  const sources = globSync(['services/*/src/**/*.ts', 'services/lib/*/src/**/*.ts', 'cli/src/verify/*.ts'], {
    cwd: root,
  })
    .filter((path) => ![CATALOGUE, ...READERS].some((folder) => path.startsWith(folder)))
    .sort()
    .map((path) => ({ owner: path.split('/src/')[0]?.split('/').at(-1) ?? '', code: codeOf(path) }));
  const find = (keys: readonly string[], patternOf: (key: string) => RegExp) =>
    Object.fromEntries(
      keys.map((key) => {
        const owners = sources.filter(({ code }) => patternOf(key).test(code)).map(({ owner }) => owner);
        return [key, [...new Set(owners)]];
      }),
    );
  return {
    metrics: find(Object.keys(METRICS), (key) => new RegExp(`\\bMETRICS\\.${key}\\b`)),
    spans: find(
      Object.keys(SPANS),
      (key) => MADE_BY_PG_BOSS[key as keyof typeof SPANS]?.call ?? new RegExp(`\\bSPANS\\.${key}\\b`),
    ),
    attributes: find(Object.keys(ATTRIBUTES), (key) => new RegExp(`\\bATTRIBUTES\\.${key}\\b`)),
    logEvents: find(Object.keys(LOG_EVENTS), (key) => new RegExp(`'${key}'`)),
  };
}

/** A source without its comments, in which a name counts for nothing. */
function codeOf(path: string): string {
  return readFileSync(join(root, path), 'utf8').replace(/^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm, '');
}
