import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { V1ConfigMap, V1StatefulSet } from '@kubernetes/client-node';
import { ALERTS_PATH, WATCHDOG_PATH } from '../receiver/receiver.ts';
import { scaleAlertmanager, scalePrometheus, scaleRules } from '../scale/files.ts';
import { DRILL_SCALE } from '../scale/scale.ts';

/** Patches with which Prometheus and Alertmanager of a release have less patience, and tell a drill alone. */

const DATA = '/tmp/drill';

/** Of the ConfigMap of Prometheus: its own files, in which time runs faster. */
export function prometheusFiles({ data = {} }: V1ConfigMap): object {
  const scaled = Object.entries(data).flatMap(([key, text]) => {
    if (key === 'prometheus.yaml') return [[key, scalePrometheus(text, DRILL_SCALE)]];
    return key.startsWith('rules.') ? [[key, scaleRules(text, DRILL_SCALE)]] : [];
  });
  return { data: Object.fromEntries(scaled) };
}

/** Looks back less than usual, and tells again more often, as on the local stack; what is measured goes with the pod. */
export const prometheusArguments = (args: readonly string[]): string[] => [
  ...args.map((arg) => (arg.startsWith('--storage.tsdb.path=') ? `--storage.tsdb.path=${DATA}` : arg)),
  '--query.lookback-delta=30s',
  '--rules.alert.resend-delay=5s',
];

export const alertmanagerArguments = (args: readonly string[]): string[] =>
  args.map((arg) => (arg.startsWith('--storage.path=') ? `--storage.path=${DATA}` : arg));

/** Of the ConfigMap of Alertmanager: the repository's file with the drill as the only one who is told. */
export function alertmanagerFiles(root: string, receiverUrl: string): object {
  const text = readFileSync(join(root, 'backends/alertmanager.yaml'), 'utf8')
    .replace(/^ *- \{receiver: (?!webhook|watchdog).*\n/gm, '')
    .replaceAll('url_file: webhook_url', `url: ${receiverUrl}${ALERTS_PATH}`)
    .replaceAll('url_file: watchdog_url', `url: ${receiverUrl}${WATCHDOG_PATH}`);
  return { data: { 'alertmanager.yaml': scaleAlertmanager(text, DRILL_SCALE) } };
}

/** Of a StatefulSet: other arguments for its container, which makes its pod anew. */
export function withArguments({ spec }: V1StatefulSet, change: (args: readonly string[]) => string[]): object {
  const containers = spec?.template.spec?.containers ?? [];
  const changed = containers.map((one, i) => (i === 0 ? { ...one, args: change(one.args ?? []) } : one));
  return { spec: { template: { spec: { containers: changed } } } };
}
