import { print } from '@triptych/terminal';
import { defineCommand, offsetOption, readOffset } from '../command.ts';
import { control } from '../local/client.ts';
import { openStack } from '../local/stack.ts';
import { checkNames } from './start.ts';

export const stop = defineCommand({
  name: 'stop',
  summary: 'stop single parts of a running stack',
  help: `
Usage: triptych stop PART… [--port-offset N]

Stops parts; the other parts keep running. "triptych start" starts them again. Telemetry for a stopped backend waits in
the Collector.
`,
  options: offsetOption,
  positionals: true,
  async run(values, names) {
    const stack = openStack(readOffset(values['port-offset']));
    await checkNames(stack, names);
    await control(stack, 'stop', names);
    print(`Stopped ${names.join(', ')}.`);
    return 0;
  },
});
