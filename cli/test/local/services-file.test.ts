import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { UserError } from '../../src/command.ts';
import { prometheusFolder, writePrometheus } from '../../src/local/parts/prometheus.ts';
import { withServices } from '../../src/local/services-file.ts';
import { openStack, repository } from '../../src/local/stack.ts';

describe('the file of --services', () => {
  let folder: string;
  const inFile = (yaml: string) => {
    const file = join(folder, 'values.yaml');
    writeFileSync(file, yaml);
    return file;
  };
  const stack = () => openStack(0, { TRIPTYCH_DIR: join(folder, 'stack') }, repository);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'triptych-services-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function rulesOf(file: string | undefined): Promise<object> {
    const opened = withServices(stack(), file);
    await writePrometheus(opened, () => '127.0.0.1:1');
    return JSON.parse(readFileSync(join(prometheusFolder(opened), 'rules/service-objectives.yaml'), 'utf8'));
  }

  it('becomes rules of Prometheus, until the stack starts without it', async () => {
    const rule = {
      record: 'service:objective_override:ratio',
      expr: 'vector(0.999)',
      labels: { service: 'checkout', slo: 'availability' },
    };
    const withRules = (...rules: object[]) => ({ groups: [{ name: 'service_objectives', rules }] });
    const file = inFile('environment: staging\nservices: [{name: checkout, availability: 0.999}]');
    assert.deepEqual(await rulesOf(file), withRules(rule));
    assert.deepEqual(await rulesOf(undefined), withRules());
  });

  it('is refused with its name and the reason when it cannot be used', () => {
    const refused = (file: string, message: RegExp) =>
      assert.throws(
        () => withServices(stack(), file),
        (error) => error instanceof UserError && message.test(error.message),
      );
    refused(join(folder, 'missing.yaml'), /^--services .*missing\.yaml: ENOENT/);
    refused(
      inFile('services: [{name: a, latency: {seconds: 3}}]'),
      /values\.yaml: services\[0\]\.latency\.seconds must be/,
    );
  });
});
