import { exemptInternalHosts } from '@triptych/proxy';
import { print, printError, table } from '@triptych/terminal';
import { type Command, UsageError, UserError } from './command.ts';
import { audit } from './commands/audit.ts';
import { build } from './commands/build.ts';
import { convert } from './commands/convert.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { drill } from './commands/drill.ts';
import { load } from './commands/load.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';
import { trace } from './commands/trace.ts';
import { ui } from './commands/ui.ts';
import { up } from './commands/up.ts';
import { verify } from './commands/verify.ts';

const commands: readonly Command[] = [
  up,
  convert,
  verify,
  audit,
  trace,
  load,
  drill,
  status,
  stop,
  start,
  down,
  build,
  doctor,
  ui,
];

function overview(): string {
  const rows = commands.map((command) => [`  ${command.name}`, command.summary]);
  return `Usage: triptych COMMAND [OPTION…]\n\n${table(rows).join('\n')}\n\n"triptych COMMAND --help" explains a command.`;
}

/** Runs the command that the arguments name; resolves to its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    print(overview());
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((one) => one.name === name);
  if (!command) {
    printError(`triptych: there is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    print(command.help.trim());
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof UsageError) {
      printError(`triptych ${name}: ${error.message}.\nTry "triptych ${name} --help".`);
      return 2;
    }
    if (error instanceof UserError) {
      printError(`triptych ${name}: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

// A reader that closes the pipe, as in "triptych status | head -3", or a closed terminal must not end the command: it may
// have parts to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
// The parts inherit this environment.
exemptInternalHosts(process.env);
process.exitCode = await main(process.argv.slice(2));
