import { type Configuration, withRoutes } from '@triptych/alertmanager';
import { parseDuration } from '@triptych/client/duration';
import { type Document, isMap, isScalar, isSeq, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { scaleQuery } from './promql.ts';
import { hold, interval, type Scale } from './scale.ts';

/** A file of rules, with shorter durations and ranges. */
export function scaleRules(yaml: string, scale: Scale): string {
  const file = parse(yaml);
  for (const group of mapsIn(file.get('groups'))) {
    change(group, 'interval', (text) => interval(text, scale));
    for (const rule of mapsIn(group.get('rules'))) {
      const ruleScale = { ...scale, factor: scale.factors[String(rule.get('alert'))] ?? scale.factor };
      change(rule, 'expr', (text) => scaleQuery(text, ruleScale));
      for (const key of ['for', 'keep_firing_for']) change(rule, key, (text) => hold(text, ruleScale));
    }
  }
  return write(file);
}

/** Prometheus evaluates rules every second, scrapes its targets every two, and looks for them as often. */
const SCRAPE = '2s';

/** Prometheus' configuration, with shorter intervals. Retention stays as it is. */
export function scalePrometheus(yaml: string, scale: Scale): string {
  const file = parse(yaml);
  everyPair(file, (key, value) => {
    if (key === 'evaluation_interval') return interval(value, scale);
    if (['scrape_interval', 'scrape_timeout', 'refresh_interval'].includes(key)) return shorter(value, SCRAPE);
    return value;
  });
  return write(file);
}

/** Alertmanager's configuration, with shorter waits before a notification and before it is repeated. */
export function scaleAlertmanager(config: Configuration, scale: Scale): Configuration {
  return withRoutes(config, (route) => {
    const { group_wait, group_interval, repeat_interval } = route;
    return {
      ...route,
      ...(group_wait && { group_wait: hold(group_wait, scale) }),
      ...(group_interval && { group_interval: interval(group_interval, scale) }),
      ...(repeat_interval && { repeat_interval: interval(repeat_interval, scale) }),
    };
  });
}

function parse(yaml: string): Document {
  const file = parseDocument(yaml);
  if (file.errors[0]) throw file.errors[0];
  return file;
}

const write = (file: Document): string => file.toString({ lineWidth: 0, flowCollectionPadding: false });

function mapsIn(node: unknown): YAMLMap[] {
  return isSeq(node) ? node.items.filter((item) => isMap(item)) : [];
}

function change(map: YAMLMap, key: string, to: (text: string) => string): void {
  const node = map.get(key, true);
  if (isScalar(node)) node.value = to(String(node.value));
}

function everyPair(file: Document, to: (key: string, value: string) => string): void {
  visit(file, {
    Pair(_, { key, value }: Pair) {
      if (isScalar(key) && isScalar(value) && typeof value.value === 'string')
        value.value = to(String(key.value), value.value);
    },
  });
}

const shorter = (one: string, other: string) => (parseDuration(one) < parseDuration(other) ? one : other);
