import { defineCommand, offsetOption, readOffset, UsageError } from '../command.ts';
import { localEndpoints } from '../endpoints.ts';
import { colour, print } from '../output.ts';
import { verify as run, type Verdict } from '../verify/verify.ts';

export const verify = defineCommand({
  name: 'verify',
  summary: 'convert a picture and prove that its trace, logs and metrics link',
  help: `
Usage: triptych verify [--timeout SECONDS] [--json] [--port-offset N]

Each line says what was asked of which backend and what it answered. Signals may take --timeout seconds (default 60)
to arrive. Exit 0 when all links hold, 1 when one does not.
`,
  options: { json: { type: 'boolean' }, timeout: { type: 'string', default: '60' }, ...offsetOption },
  async run({ json, timeout, 'port-offset': offset }) {
    const seconds = Number(timeout);
    if (!(seconds > 0)) throw new UsageError(`--timeout must be a number of seconds above 0, not "${timeout}"`);

    const verdicts: Verdict[] = [];
    for await (const verdict of run(localEndpoints(readOffset(offset)), seconds)) {
      verdicts.push(verdict);
      if (!json) show(verdict);
    }
    const failed = verdicts.filter(({ ok }) => !ok).length;
    if (json) print(JSON.stringify({ ok: failed === 0, checks: verdicts }, null, 2));
    else
      print(failed === 0 ? `\nAll ${verdicts.length} links hold.` : `\n${failed} of ${verdicts.length} do not hold.`);
    return failed === 0 ? 0 : 1;
  },
});

function show({ ok, title, asked, got }: Verdict): void {
  print(`${ok ? colour('green', '✔') : colour('red', '✘')} ${title}`);
  print(colour('dim', `    asked  ${asked}`));
  print(`    ${colour('dim', 'got')}    ${got}`);
}
