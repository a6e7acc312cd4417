import type { V1ConfigMap, V1StatefulSet } from '@kubernetes/client-node';
import {
  type Configuration,
  parseConfiguration,
  withOnlyReceivers,
  withSettings,
  withUrl,
  writeConfiguration,
} from '@triptych/alertmanager';
import { UserError } from '../../command.ts';
import { ALERTS_PATH, WATCHDOG_PATH } from '../receiver/receiver.ts';
import { scaleAlertmanager, scalePrometheus, scaleRules } from '../scale/files.ts';
import { DRILL_SCALE } from '../scale/scale.ts';

/** Patches that make Prometheus and Alertmanager of a release wait less, and notify the drill alone. */

const DATA = '/tmp/drill';
const PROMETHEUS_FILE = 'prometheus.yaml';
const ALERTMANAGER_FILE = 'alertmanager.yaml';

/** A patch for the ConfigMap of Prometheus: the files of the release, with shorter durations. */
export function prometheusFiles({ metadata, data = {} }: V1ConfigMap): object {
  if (data[PROMETHEUS_FILE] === undefined) throw new UserError(`ConfigMap ${metadata?.name} has no ${PROMETHEUS_FILE}`);
  const scaled = Object.entries(data).flatMap(([key, text]) => {
    if (key === PROMETHEUS_FILE) return [[key, scalePrometheus(text, DRILL_SCALE)]];
    return key.startsWith('rules.') ? [[key, scaleRules(text, DRILL_SCALE)]] : [];
  });
  return { data: Object.fromEntries(scaled) };
}

/**
 * A shorter look-back and more frequent notifications to Alertmanager, as on the local stack. What Prometheus measures
 * is removed with its pod.
 */
export const prometheusArguments = (args: readonly string[]): string[] => [
  ...args.map((arg) => (arg.startsWith('--storage.tsdb.path=') ? `--storage.tsdb.path=${DATA}` : arg)),
  '--query.lookback-delta=30s',
  '--rules.alert.resend-delay=5s',
];

/** What Alertmanager remembers is removed with its pod. */
export const alertmanagerArguments = (args: readonly string[]): string[] =>
  args.map((arg) => (arg.startsWith('--storage.path=') ? `--storage.path=${DATA}` : arg));

/**
 * A patch for the ConfigMap of Alertmanager: the configuration of the release with shorter waits, and with the drill's
 * receiver as the only one. Throws where the configuration lacks what has to be changed.
 */
export function alertmanagerFiles({ metadata, data }: V1ConfigMap, receiverUrl: string): object {
  const text = data?.[ALERTMANAGER_FILE];
  if (text === undefined) throw new UserError(`ConfigMap ${metadata?.name} has no ${ALERTMANAGER_FILE}`);
  const notify = (config: Configuration, receiver: string, path: string) =>
    withSettings(config, receiver, (settings) => withUrl(settings, receiverUrl + path));
  const ours = withOnlyReceivers(parseConfiguration(text), 'watchdog', 'webhook');
  const notifying = notify(notify(ours, 'webhook', ALERTS_PATH), 'watchdog', WATCHDOG_PATH);
  return { data: { [ALERTMANAGER_FILE]: writeConfiguration(scaleAlertmanager(notifying, DRILL_SCALE)) } };
}

/** A patch for a StatefulSet: other arguments of its first container, with which its pod restarts. */
export function withArguments({ spec }: V1StatefulSet, change: (args: readonly string[]) => string[]): object {
  const containers = spec?.template.spec?.containers ?? [];
  const changed = containers.map((one, i) => (i === 0 ? { ...one, args: change(one.args ?? []) } : one));
  return { spec: { template: { spec: { containers: changed } } } };
}
