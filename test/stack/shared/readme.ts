import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { findTrace } from '@triptych/client/jaeger';
import { findLines } from '@triptych/client/loki';
import { query } from '@triptych/client/prometheus';
import { api, type TestStack } from '../support/conversions.ts';
import { photo } from '../support/pictures.ts';
import { until } from '../support/until.ts';

const page = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text.trim());

export function questionsOfTheReadme(running: () => TestStack): void {
  describe('the questions of the README', () => {
    let stack: TestStack;
    before(async () => {
      stack = running();
      const client = api(stack);
      await client.follow(await client.start(await photo(), { format: 'webp' }, 'abc-123-def'));
    });

    for (const promql of blocks('promql')) {
      it(`has an answer to ${promql}`, async () => {
        const samples = await until(
          promql,
          () => query(stack.url('prometheus'), promql),
          (found) => found.length > 0,
        );
        for (const { value } of samples) assert.ok(!Number.isNaN(value) || samples.length > 1, JSON.stringify(samples));
      });
    }

    for (const logql of blocks('logql')) {
      it(`has an answer to ${logql}`, async () => {
        await until(
          logql,
          () => findLines(stack.url('loki'), logql),
          (found) => found.length > 0,
        );
      });
    }

    it('leads from a log line to its trace', async () => {
      const [logql = ''] = blocks('logql');
      const [line] = await findLines(stack.url('loki'), logql);
      const { metadata } = JSON.parse(line?.text ?? '') as { metadata: { trace_id: string } };
      assert.ok(page.includes('/api/traces/TRACE_ID'));
      assert.ok((await findTrace(stack.url('jaeger'), metadata.trace_id)).length >= 10);
    });
  });
}
