import { resolve } from 'node:path';
import { print } from '@triptych/terminal';
import { defineCommand, offsetOption, readOffset, UsageError, UserError } from '../command.ts';
import { BACKENDS, type Backends, chooseBacking } from '../local/choose-backing.ts';
import { checkFolder } from '../local/claim.ts';
import { running, status } from '../local/client.ts';
import { follow, startDaemon } from '../local/daemon.ts';
import { runInForeground } from '../local/foreground.ts';
import type { Part } from '../local/parts/part.ts';
import { explainTaken, findTaken } from '../local/ports.ts';
import { renamedServices } from '../local/renamed-services.ts';
import { withServices } from '../local/services-file.ts';
import { offsetArgument, openStack, type Stack } from '../local/stack.ts';
import { stopLeftovers } from '../local/supervisor/leftovers.ts';

export const up = defineCommand({
  name: 'up',
  summary: 'start every part on this machine',
  help: `
Usage: triptych up [--detach] [--backends docker|local] [--only PART,…] [--services FILE] [--port-offset N]

Starts every part as a process of this machine and keeps it running. A backend without a binary is built first; the
services convert pictures during the build. Ctrl-C stops everything; the data stays in .triptych.

  --detach          run in the background; exits with 0 when every part is ready, 1 when one of them fails
  --backends docker|local
                    docker: Collector, Jaeger, Loki, Prometheus, Alertmanager and Grafana run in containers of their
                    official images; the default where a container engine has these images or can pull them
                    local: they run as processes, built from source; Grafana does not run
  --only PART,…     start only these parts
  --services FILE   objectives of your own services that send spans here: the key "services" of a YAML file, which may be
                    a values file of the chart (docs/runbooks/README.md)
  --port-offset N   add N to every port, so that a second stack can run; its files are in .triptych/offset-N

Environment variables:
  DATABASE_URL            the URL of a PostgreSQL database, instead of the bundled one
  TRIPTYCH_<NAME>_BIN     the binary of otelcol, prometheus, alertmanager, jaeger or loki, instead of a built one
  ALERT_WEBHOOK_URL       where Alertmanager sends alerts; cli/README.md has the variables for Slack, PagerDuty, e-mail
  GRAFANA_ADMIN_PASSWORD  the password of Grafana's user "admin", at its first start; by default triptych
  TRIPTYCH_DIR            the folder of data, logs and state, instead of .triptych; it must be new, empty, or made by
                          Triptych
  The services inherit your environment, except HOST, PORT and OTEL_SERVICE_NAME, which are set for each service.
  A proxy (http_proxy, …) is not used for this machine: cli/README.md.
`,
  options: {
    detach: { type: 'boolean' },
    backends: { type: 'string' },
    only: { type: 'string' },
    services: { type: 'string' },
    ...offsetOption,
  },
  async run(values) {
    const stack = withServices(openStack(readOffset(values['port-offset'])), values.services);
    checkFolder(stack);
    const note = renamedServices(stack.env);
    if (note) print(note);
    const { kind, backing } = await chooseBacking(stack, readBackends(values.backends));
    const chosen = choose(backing.parts, values.only);
    if (running(stack)) return alreadyRunning(stack, chosen, values.services !== undefined);
    const left = await stopLeftovers(stack);
    if (left.length) print(`Stopped what a killed supervisor had left running: ${left.join(', ')}.`);
    const taken = await findTaken(chosen, stack);
    if (taken.length) throw new UserError(explainTaken(taken, stack));
    if (!values.detach) return runInForeground(stack, chosen, backing);
    const only = values.only === undefined ? [] : ['--only', values.only];
    const services = values.services === undefined ? [] : ['--services', resolve(values.services)];
    await startDaemon(stack, ['--port-offset', String(stack.offset), '--backends', kind, ...only, ...services]);
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
    throw new UsageError(`there is no part "${unknown}"; choose from ${all.map(({ name }) => name).join(', ')}`);
  }
  return all.filter(({ name }) => names.includes(name));
}

async function alreadyRunning(stack: Stack, chosen: readonly Part[], hasServices: boolean): Promise<number> {
  const now = await status(stack);
  const at = offsetArgument(stack);
  if (hasServices) {
    throw new UserError(
      `the stack already runs (process ${now.supervisor}), and reads --services only when it starts: "triptych down${at}" stops it`,
    );
  }
  const missing = chosen.filter(({ name }) => !now.parts.find((part) => part.name === name)?.healthy);
  if (missing.length === 0) {
    print(`The stack already runs and is healthy (process ${now.supervisor}). "triptych status${at}" shows it.`);
    return 0;
  }
  throw new UserError(
    `the stack already runs (process ${now.supervisor}), but these parts are not healthy: ${missing.map(({ name }) => name).join(', ')}. ` +
      `"triptych status${at}" shows them, "triptych down${at}" stops the stack`,
  );
}
