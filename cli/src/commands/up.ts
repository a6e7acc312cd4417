import { print } from '@triptych/terminal';
import { defineCommand, offsetOption, readOffset, UsageError, UserError } from '../command.ts';
import { BACKENDS, type Backends, chooseBacking } from '../local/choose-backing.ts';
import { running, status } from '../local/client.ts';
import { follow, startDaemon } from '../local/daemon.ts';
import { runInForeground } from '../local/foreground.ts';
import type { Part } from '../local/parts/part.ts';
import { explainTaken, findTaken } from '../local/ports.ts';
import { offsetArgument, openStack, type Stack } from '../local/stack.ts';
import { stopLeftovers } from '../local/supervisor/leftovers.ts';

export const up = defineCommand({
  name: 'up',
  summary: 'start every part here, and show how it goes',
  help: `
Usage: triptych up [--detach] [--backends docker|local] [--only PART,…] [--port-offset N]

Starts every part as a process of this machine and keeps it running; a backend that is not built yet is built first,
while pictures are already converted. Ctrl-C stops everything; data stays in .triptych.

  --detach          stay running in the background; returns when every part is ready (0), or one cannot be (1)
  --backends docker|local
                    docker: Collector, Jaeger, Loki, Prometheus and Alertmanager in containers of their official images,
                    with their pages, and Grafana; the default where an engine answers that has or can pull them
                    local: as processes, built from source
  --only PART,…     only these parts
  --port-offset N   add N to every port, so that a second stack can run; its files are in .triptych/offset-N

Environment:
  DATABASE_URL           a PostgreSQL of yours; the bundled one is left out
  TRIPTYCH_<NAME>_BIN    a binary of yours for otelcol, prometheus, alertmanager, jaeger or loki
  ALERT_WEBHOOK_URL      where Alertmanager sends alerts; ALERT_SLACK_WEBHOOK_URL, ALERT_PAGERDUTY_ROUTING_KEY,
                         ALERT_EMAIL_TO and others: cli/README.md
  GRAFANA_ADMIN_PASSWORD of its user "admin", when its data is new; else triptych
  TRIPTYCH_DIR           instead of .triptych
  The services get yours, and your values win; but HOST and PORT are set for each.
`,
  options: {
    detach: { type: 'boolean' },
    backends: { type: 'string' },
    only: { type: 'string' },
    ...offsetOption,
  },
  async run(values) {
    const stack = openStack(readOffset(values['port-offset']));
    const { kind, backing } = await chooseBacking(stack, readBackends(values.backends));
    const chosen = choose(backing.parts, values.only);
    if (running(stack)) return alreadyRunning(stack, chosen);
    const left = await stopLeftovers(stack);
    if (left.length) print(`Stopped what a killed supervisor had left: ${left.join(', ')}.`);
    const taken = await findTaken(chosen, stack);
    if (taken.length) throw new UserError(explainTaken(taken, stack));
    if (!values.detach) return runInForeground(stack, chosen, backing);
    const only = values.only === undefined ? [] : ['--only', values.only];
    await startDaemon(stack, ['--port-offset', String(stack.offset), '--backends', kind, ...only]);
    return follow(stack);
  },
});

function readBackends(value: string | undefined): Backends | undefined {
  if (value === undefined || BACKENDS.some((one) => one === value)) return value as Backends | undefined;
  throw new UsageError(`--backends must be ${BACKENDS.join(' or ')}, not "${value}"`);
}

function choose(all: readonly Part[], only: string | undefined): readonly Part[] {
  if (only === undefined) return all;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !all.some((part) => part.name === name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no part "${unknown}"; there is ${all.map(({ name }) => name).join(', ')}`);
  }
  return all.filter(({ name }) => names.includes(name));
}

async function alreadyRunning(stack: Stack, chosen: readonly Part[]): Promise<number> {
  const now = await status(stack);
  const at = offsetArgument(stack);
  const missing = chosen.filter(({ name }) => !now.parts.find((part) => part.name === name)?.healthy);
  if (missing.length === 0) {
    print(`Already running, and healthy (process ${now.supervisor}). "triptych status${at}" shows it.`);
    return 0;
  }
  throw new UserError(
    `already running (process ${now.supervisor}), but not running and healthy there: ${missing.map(({ name }) => name).join(', ')}. ` +
      `"triptych status${at}" shows it, "triptych down${at}" stops it`,
  );
}
