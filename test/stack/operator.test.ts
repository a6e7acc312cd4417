import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { plainContext } from '../../cdk8s/src/chart/context.ts';
import { alertmanagerConfigSpec } from '../../cdk8s/src/parts/operator/alertmanager-config.ts';
import { merge } from '../../cdk8s/src/template/merge.ts';
import { defaults, type Values } from '../../cdk8s/src/values.ts';
import { programFile, repository } from '../support/programs.ts';

const everything = {
  slack: { enabled: true },
  pagerduty: { enabled: true },
  email: { to: 'a@example.com', from: 'b@example.com', smarthost: 'smtp.example.com:587' },
};
const values = merge(defaults(), { alertmanager: { receivers: everything } }) as Values;
const spec = alertmanagerConfigSpec(plainContext(values, { name: 'r', namespace: 'n', service: 's' }));
const file = parse(readFileSync(join(repository, 'backends/alertmanager.yaml'), 'utf8'));

/** Every text with a template in it, in the order of the fields. */
function templated(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('{{ template ') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(templated);
}

/** What a person would read, of alerts that amtool makes up. */
async function rendered(text: string, glob: string): Promise<string> {
  const args = ['template', 'render', `--template.glob=${glob}`, `--template.text=${text}`];
  return (await promisify(execFile)(programFile('amtool'), args)).stdout;
}

describe('the AlertmanagerConfig for the Prometheus Operator', () => {
  const notifications = join(repository, 'backends/notifications');
  const here = templated(file.receivers);
  const there = templated((spec as { receivers: unknown }).receivers);

  it('has every text of the file', () => {
    assert.ok(here.length > 10);
    assert.equal(there.length, here.length);
  });

  for (const [i, text] of here.entries()) {
    it(`says by ${text.slice(0, 40)} what the file says, without its templates beside it`, async () => {
      const expected = await rendered(text, join(notifications, '*.tmpl'));
      // A folder without the templates, since the option is needed.
      assert.equal(await rendered(there[i] ?? '', join(repository, 'backends/*.tmpl')), expected);
    });
  }
});
