import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { namesAt, PARTS } from '@triptych/parts';
import { hasAnswer } from '../../support/ask.ts';
import { bash } from '../../support/bash.ts';
import { fencesOf, pages, titleOf } from '../../support/pages.ts';
import type { TestStack } from '../support/conversions.ts';
import { healthy } from '../support/night.ts';
import { until } from '../support/until.ts';

export function runbooks(running: () => TestStack): void {
  describe('the runbooks, on a stack after many faults', () => {
    let stack: TestStack;
    before(() => {
      stack = running();
    });

    for (const language of ['promql', 'logql'] as const) {
      for (const fence of fencesOf(pages, language, 'stack')) {
        it(`ask in ${titleOf(fence)}`, async () => {
          const ask = () => hasAnswer(language, stack.url(BACKENDS[language]), fence.text);
          if (fence.mayBeEmpty) await ask();
          else await until(fence.text, ask, Boolean, 90);
        });
      }
    }

    for (const fence of fencesOf(pages, 'sh', 'stack')) {
      it(`do in ${titleOf(fence)}`, async () => {
        await healthy(stack);
        const commands = fence.text
          .replaceAll('.triptych/logs/', `${stack.stack.logs}/`)
          .replaceAll(PORTS, (port) => `${Number(port) + stack.offset}`);
        const said = await bash(commands, onStack(stack));
        assert.ok(fence.mayBeEmpty || said.trim() !== '', 'it says nothing');
      });
    }
  });
}

const BACKENDS = { promql: 'prometheus', logql: 'loki' };
/** The main ports of the local stack, which the pages name. */
const MAIN_PORTS = namesAt('process').map(
  (name) => Object.values({ ...PARTS[name].ports, ...PARTS[name].processPorts })[0],
);
const PORTS = new RegExp(`\\b(${MAIN_PORTS.join('|')})\\b`, 'g');

/** What leads `npx triptych` to this stack. */
function onStack({ stack, offset }: TestStack): Record<string, string> {
  const { TRIPTYCH_DIR = '' } = stack.env;
  return { TRIPTYCH_DIR, TRIPTYCH_PORT_OFFSET: String(offset) };
}
