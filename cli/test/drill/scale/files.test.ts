import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseConfiguration, writeConfiguration } from '@triptych/alertmanager';
import { parseDuration } from '@triptych/client/duration';
import { parse, stringify } from 'yaml';
import { scaleAlertmanager, scalePrometheus, scaleRules } from '../../../src/drill/scale/files.ts';
import { DRILL_SCALE } from '../../../src/drill/scale/scale.ts';
import { repository } from '../../../src/local/stack.ts';

const folder = join(repository, 'backends');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const rules = globSync('rules/*.yaml', { cwd: folder }).filter((file) => !file.endsWith('.test.yaml'));

const alertmanager = (yaml: string) => writeConfiguration(scaleAlertmanager(parseConfiguration(yaml), DRILL_SCALE));

/** Keys whose values are durations, which drills change. */
const TIMES = /^(for|keep_firing_for|interval|\w+_interval|scrape_timeout|group_wait)$/;
const IN_QUERY = /(?<=\[|:|offset )((\d+)(ms|[smhd]))+/g;

/** The same with all durations taken out, which are listed beside it. */
function shapeOf(yaml: string): { shape: unknown; durations: number[] } {
  const durations: number[] = [];
  const shape = JSON.parse(JSON.stringify(parse(yaml)), (key, value) => {
    if (typeof value !== 'string') return value;
    const note = (text: string) => {
      durations.push(parseDuration(text));
      return '~';
    };
    return TIMES.test(key) ? note(value) : key === 'expr' ? value.replace(IN_QUERY, note) : value;
  });
  return { shape, durations };
}

describe('a file that is scaled', () => {
  for (const [file, scale] of [
    ...rules.map((name) => [name, (yaml: string) => scaleRules(yaml, DRILL_SCALE)] as const),
    ['prometheus.yaml', (yaml: string) => scalePrometheus(yaml, DRILL_SCALE)] as const,
    ['alertmanager.yaml', alertmanager] as const,
  ]) {
    it(`says the same as ${file} but for times, of which none is longer`, () => {
      const before = shapeOf(read(file));
      const after = shapeOf(scale(read(file)));
      assert.deepEqual(after.shape, before.shape);
      assert.ok(before.durations.every((ms, i) => (after.durations[i] ?? Number.NaN) <= ms));
    });
  }

  it('has rules whose ranges leave room for three samples', () => {
    for (const file of rules) {
      for (const [range] of scaleRules(read(file), DRILL_SCALE).matchAll(/(?<=\[)\w+(?=[\]:])/g)) {
        assert.ok(parseDuration(range) >= 30_000, `${file}: [${range}]`);
      }
    }
  });

  it('has a timeout of each scrape that is not longer than its interval', () => {
    const { scrape_configs } = parse(scalePrometheus(read('prometheus.yaml'), DRILL_SCALE));
    assert.ok(scrape_configs.length > 0);
    for (const { scrape_interval, scrape_timeout } of scrape_configs) {
      assert.ok(parseDuration(scrape_timeout) <= parseDuration(scrape_interval));
    }
  });

  it('looks for pods, which only a release has, as often as it asks them', () => {
    const release = 'scrape_configs: [{scrape_interval: 10s, dns_sd_configs: [{names: [a], refresh_interval: 10s}]}]';
    const [job] = parse(scalePrometheus(release, DRILL_SCALE)).scrape_configs;
    assert.deepEqual([job.scrape_interval, job.dns_sd_configs[0].refresh_interval], ['2s', '2s']);
  });

  it('is the same when it was formatted in another way', () => {
    const reformatted = stringify(parse(read('alertmanager.yaml')), { collectionStyle: 'block', indent: 4 });
    assert.notEqual(reformatted, read('alertmanager.yaml'));
    assert.equal(alertmanager(reformatted), alertmanager(read('alertmanager.yaml')));
  });
});
