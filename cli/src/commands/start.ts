import { print } from '@triptych/terminal';
import { defineCommand, offsetOption, readOffset, UsageError, UserError } from '../command.ts';
import { control, status, watch } from '../local/client.ts';
import { offsetArgument, openStack, type Stack } from '../local/stack.ts';
import { explainTrouble, settled, trouble } from '../local/view.ts';

export const start = defineCommand({
  name: 'start',
  summary: 'start single parts of a running stack again',
  help: `
Usage: triptych start PART… [--port-offset N]

Starts parts that were stopped or have failed. Exits with 0 when they are ready, 1 when one of them fails.
`,
  options: offsetOption,
  positionals: true,
  async run(values, names) {
    const stack = openStack(readOffset(values['port-offset']));
    await checkNames(stack, names);
    await control(stack, 'start', names);
    for await (const event of watch(stack)) {
      if ('note' in event) {
        print(event.note);
        continue;
      }
      const named = event.parts.filter(({ name }) => names.includes(name));
      if (named.every(({ state }) => state === 'ready')) {
        print(`Started ${names.join(', ')}.`);
        return 0;
      }
      const bad = named.find((part) => trouble(part));
      if (bad && settled(named)) throw new UserError(`${bad.name}: ${explainTrouble(bad)}`);
    }
    throw new UserError(`the stack was stopped before these parts were ready: ${names.join(', ')}`);
  },
});

/** Rejects when the stack does not run, or has no part of one of these names. */
export async function checkNames(stack: Stack, names: readonly string[]): Promise<void> {
  if (names.length === 0) throw new UsageError('name at least one part');
  const { running, parts } = await status(stack);
  if (!running) throw new UserError(`no stack runs here; "triptych up${offsetArgument(stack)}" starts it`);
  const unknown = names.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined) {
    throw new UsageError(`this stack has no part "${unknown}"; it has ${parts.map(({ name }) => name).join(', ')}`);
  }
}
