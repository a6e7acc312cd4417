import { duration, print } from '@triptych/terminal';
import { defineCommand, offsetOption, readOffset } from '../command.ts';
import { wipeData } from '../local/claim.ts';
import { running, stopStack } from '../local/client.ts';
import { closeProject, wipeProject } from '../local/docker/project.ts';
import { reportStops } from '../local/progress.ts';
import { openStack } from '../local/stack.ts';

export const down = defineCommand({
  name: 'down',
  summary: 'stop every part, in order',
  help: `
Usage: triptych down [--wipe] [--port-offset N]

Stops everything that "triptych up" started, even when its supervisor was killed. The data stays.

  --wipe            remove the data, too: pictures, the queue, traces, metrics, logs
  --port-offset N   the stack that was started with this offset
`,
  options: { wipe: { type: 'boolean' }, ...offsetOption },
  async run(values) {
    const stack = openStack(readOffset(values['port-offset']));
    const startedAt = Date.now();
    const wasRunning = running(stack) !== undefined;
    const left = await stopStack(stack, reportStops());
    await closeProject(stack);
    if (left.length) print(`Stopped what a killed supervisor had left running: ${left.join(', ')}.`);
    if (wasRunning) print(`Everything is stopped (${duration(Date.now() - startedAt)}).`);
    else if (left.length === 0) print('Nothing was running.');
    if (values.wipe) {
      await wipeProject(stack);
      print(wipeData(stack) ? `Removed ${stack.data}.` : 'There was no data.');
    }
    return 0;
  },
});
