import { type Document, isMap, isScalar, isSeq, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { parseDuration } from './duration.ts';
import { scaleQuery } from './promql.ts';
import { hold, interval, type Scale } from './scale.ts';

/** A file of rules in which time runs faster. */
export function scaleRules(yaml: string, scale: Scale): string {
  const file = parse(yaml);
  for (const group of mapsIn(file.get('groups'))) {
    change(group, 'interval', (text) => interval(text, scale));
    for (const rule of mapsIn(group.get('rules'))) {
      const own = { ...scale, factor: scale.factors[String(rule.get('alert'))] ?? scale.factor };
      change(rule, 'expr', (text) => scaleQuery(text, own));
      for (const key of ['for', 'keep_firing_for']) change(rule, key, (text) => hold(text, own));
    }
  }
  return write(file);
}

/** Prometheus evaluates every second, and asks its targets every two. */
const SCRAPE = '2s';

/** Prometheus' own configuration in which time runs faster. What it keeps, and for how long, stays. */
export function scalePrometheus(yaml: string, scale: Scale): string {
  const file = parse(yaml);
  everyPair(file, (key, value) => {
    if (key === 'evaluation_interval') return interval(value, scale);
    if (key === 'scrape_interval' || key === 'scrape_timeout') return shorter(value, SCRAPE);
    return value;
  });
  return write(file);
}

/** Alertmanager's configuration in which it waits less before it tells, and tells again. */
export function scaleAlertmanager(yaml: string, scale: Scale): string {
  const file = parse(yaml);
  everyPair(file, (key, value) => {
    if (key === 'group_wait') return hold(value, scale);
    if (key === 'group_interval' || key === 'repeat_interval') return interval(value, scale);
    return value;
  });
  return write(file);
}

function parse(yaml: string): Document {
  const file = parseDocument(yaml);
  if (file.errors[0]) throw file.errors[0];
  return file;
}

/** As it was written, for those who read it by lines. */
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
