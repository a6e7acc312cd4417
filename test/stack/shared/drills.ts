import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { toJson } from '../../../cli/src/drill/report/table.ts';
import type { TestStack } from '../support/conversions.ts';
import { traces } from '../support/drill-traces.ts';

export function drillsSucceed(running: () => TestStack, names: readonly string[]): void {
  describe(`the drills ${names.join(', ')}`, () => {
    let stack: TestStack;
    before(() => {
      stack = running();
    });

    it('make every alert fire and end, with links that work, and leave the stack as it was', async () => {
      const before = await traces(stack);
      const { stdout } = await stack.triptych('drill', ...names, '--json');
      const { ok, drills } = JSON.parse(stdout) as ReturnType<typeof toJson>;
      assert.ok(ok);
      assert.deepEqual(
        drills.map(({ name }) => name),
        names,
      );
      for (const { alert, detect_seconds: detect, resolve_seconds: resolve, query } of drills.flatMap(
        (one) => one.alerts,
      )) {
        assert.ok((detect ?? 0) > 0 && (detect ?? 0) < 180, `${alert} fired after ${detect} s`);
        assert.ok((resolve ?? -1) >= 0 && (resolve ?? 0) < 240, `${alert} ended after ${resolve} s`);
        assert.ok(query, `${alert} has no answer to its query`);
      }
      assert.deepEqual(await traces(stack), before);
    });
  });
}
