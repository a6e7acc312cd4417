import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runTogether } from '../../../src/drill/run/schedule.ts';
import { fakeDrill } from '../support/fakes.ts';

const nothing = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('drills that run together', () => {
  const holds = fc.subarray(['user_svc', 'image_svc', 'loki', 'everything'] as const);
  const drills = fc
    .array(holds, { maxLength: 8 })
    .map((all) => all.map((held, i) => fakeDrill({ name: `${i}`, holds: held })));

  it('run once each, at most some at a time, and never beside a drill that holds the same', async () => {
    await fc.assert(
      fc.asyncProperty(drills, fc.integer({ min: 1, max: 4 }), async (all, atOnce) => {
        const running = new Set<(typeof all)[number]>();
        const names = await runTogether(all, atOnce, async (drill) => {
          for (const { holds: other } of running) {
            const both = [...drill.holds, ...other];
            assert.ok(!both.includes('everything'));
            assert.equal(new Set(both).size, both.length);
          }
          running.add(drill);
          assert.ok(running.size <= atOnce);
          await nothing();
          running.delete(drill);
          return drill.name;
        });
        assert.deepEqual(
          names.sort(),
          all.map(({ name }) => name),
        );
      }),
    );
  });

  it('never run beside a drill that causes an alert which theirs must inhibit', async () => {
    const expects = [{ alert: 'BackendDown', severity: 'ticket', service: 'jaeger' }] as const;
    const killed = fakeDrill({ name: 'killed', holds: ['jaeger'], expects });
    const slow = fakeDrill({ name: 'slow', holds: ['loki'], inhibits: ['BackendDown'] });
    for (const all of [
      [killed, slow],
      [slow, killed],
    ]) {
      let running = 0;
      await runTogether(all, 2, async () => {
        assert.equal(++running, 1);
        await nothing();
        running -= 1;
      });
    }
  });

  for (const when of ['begins', 'ends']) {
    it(`do not start after the signal aborts as one ${when}; those that run are waited for`, async () => {
      const stop = new AbortController();
      const all = ['one', 'two', 'three'].map((name) => fakeDrill({ name }));
      const run = async ({ name }: (typeof all)[number]) => {
        if (when === 'begins') stop.abort();
        await nothing();
        stop.abort();
        return name;
      };
      assert.deepEqual(await runTogether(all, 1, run, stop.signal), ['one']);
    });
  }
});
