import { colour, print } from '@triptych/terminal';
import { defineCommand, UsageError } from '../command.ts';
import { openTarget, targetHelp, targetOptions } from '../target.ts';
import { receiverChecks } from '../verify/receivers.ts';
import { serviceChecks } from '../verify/service/checks.ts';
import { proveAll, verify as run, type Verdict } from '../verify/verify.ts';

export const verify = defineCommand({
  name: 'verify',
  summary: 'convert a picture and prove that its trace, logs and metrics link',
  help: `
Usage: triptych verify [--service NAME] [--timeout SECONDS] [--json] [--port-offset N | --context NAME -n NAMESPACE]

Converts a picture and checks on the live backends that its trace, log lines and metrics link. Each line shows what a
check asked and what it got. Signals have --timeout seconds (60) to arrive. Exit 0 when every link holds, else 1.

  --service NAME           converts nothing, and checks instead what the service with this service.name has sent in the
                           last 10 minutes; each check that fails says what the service must set${targetHelp}

Environment: TRIPTYCH_USER_SVC_URL, TRIPTYCH_JAEGER_URL, TRIPTYCH_LOKI_URL and TRIPTYCH_PROMETHEUS_URL replace the
endpoints that these options name, for example inside a cluster. TRIPTYCH_LOKI_HEADERS, and so on, have HTTP headers for
them, one in each line, such as "Authorization: Bearer TOKEN". TRIPTYCH_JAEGER_OTLP_URL, TRIPTYCH_LOKI_OTLP_URL and
TRIPTYCH_PROMETHEUS_OTLP_URL are URLs that receive telemetry: an empty request checks that they accept it.
`,
  options: {
    json: { type: 'boolean' },
    service: { type: 'string' },
    timeout: { type: 'string', default: '60' },
    ...targetOptions,
  },
  async run({ json, service, timeout, ...which }) {
    const seconds = Number(timeout);
    if (!(seconds > 0)) throw new UsageError(`--timeout must be a number of seconds above 0, not "${timeout}"`);
    if (service === '') throw new UsageError('--service needs the service.name of a service');

    await using target = await openTarget(which);
    const verdicts: Verdict[] = [];
    const proof =
      service === undefined
        ? run(target.endpoints, seconds, receiverChecks(process.env))
        : proveAll(serviceChecks(target.endpoints, service), seconds);
    for await (const verdict of proof) {
      verdicts.push(verdict);
      if (!json) show(verdict);
    }
    const failed = verdicts.filter(({ ok }) => !ok).length;
    if (json) print(JSON.stringify({ ok: failed === 0, checks: verdicts }, null, 2));
    else
      print(
        failed === 0 ? `\nAll ${verdicts.length} links hold.` : `\n${failed} of ${verdicts.length} links do not hold.`,
      );
    return failed === 0 ? 0 : 1;
  },
});

function show({ ok, title, asked, got, advice }: Verdict): void {
  print(`${ok ? colour('green', '✔') : colour('red', '✘')} ${title}`);
  print(colour('dim', `    asked  ${asked}`));
  print(`    ${colour('dim', 'got')}    ${got}`);
  if (advice) print(`    ${colour('dim', 'do')}     ${advice}`);
}
