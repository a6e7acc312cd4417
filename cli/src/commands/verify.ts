import { print, printError } from '@triptych/terminal';
import { defineCommand, UsageError } from '../command.ts';
import { onSignals } from '../signals.ts';
import { openTarget, targetHelp, targetOptions } from '../target.ts';
import { collectorUrl } from '../verify/publish.ts';
import { receiverChecks } from '../verify/receivers.ts';
import { publishEvery, type VerifyRun } from '../verify/schedule.ts';
import { serviceChecks } from '../verify/service/checks.ts';
import { proveAll, verify as run, type Verdict } from '../verify/verify.ts';
import { failedOf, resultOf, show, showRun } from '../verify/view.ts';

export const verify = defineCommand({
  name: 'verify',
  summary: 'convert a picture and prove that its trace, logs and metrics link',
  help: `
Usage: triptych verify [--service NAME | --every SECONDS] [--timeout SECONDS] [--json]
                       [--port-offset N | --context NAME -n NAMESPACE]

Converts a picture and checks on the live backends that its trace, log lines and metrics link. Each line shows what a
check asked and what it got. Signals have --timeout seconds (60) to arrive. Exit 0 when every link holds, else 1.

  --service NAME           converts nothing, and checks instead what the service with this service.name has sent in the
                           last 10 minutes; each check that fails says what the service must set
  --every SECONDS          converts again and again, until Ctrl-C, and sends what it finds to the Collector, as the
                           metrics triptych_verify_*; alerts expect a run every 60 seconds${targetHelp}

Environment: TRIPTYCH_USER_SVC_URL, TRIPTYCH_JAEGER_URL, TRIPTYCH_LOKI_URL and TRIPTYCH_PROMETHEUS_URL replace the
endpoints that these options name, for example inside a cluster. TRIPTYCH_LOKI_HEADERS, and so on, have HTTP headers for
them, one in each line, such as "Authorization: Bearer TOKEN". TRIPTYCH_JAEGER_OTLP_URL, TRIPTYCH_LOKI_OTLP_URL and
TRIPTYCH_PROMETHEUS_OTLP_URL are URLs that receive telemetry: an empty request checks that they accept it.
TRIPTYCH_OTLP_URL is the URL of the Collector for --every, TRIPTYCH_OTLP_HEADERS has its headers, and
OTEL_RESOURCE_ATTRIBUTES the attributes of the metrics.
`,
  options: {
    json: { type: 'boolean' },
    service: { type: 'string' },
    every: { type: 'string' },
    timeout: { type: 'string', default: '60' },
    ...targetOptions,
  },
  async run({ json, service, every, timeout, ...which }) {
    const timeoutSeconds = secondsOf('timeout', timeout);
    if (service === '') throw new UsageError('--service needs the service.name of a service');
    if (service !== undefined && every !== undefined)
      throw new UsageError('--every converts pictures, and --service does not: give one or the other');

    await using target = await openTarget(which);
    const convert = (signal?: AbortSignal) =>
      run(target.endpoints, { timeoutSeconds, receivers: receiverChecks(process.env), ...(signal && { signal }) });
    if (every !== undefined) {
      const everySeconds = secondsOf('every', every);
      if (target.temporary && !process.env.TRIPTYCH_OTLP_URL)
        throw new UsageError('--every on a release needs the URL of its Collector in TRIPTYCH_OTLP_URL');
      const collector = collectorUrl(which['port-offset'], process.env);
      await runUntilSignal(convert, { everySeconds, collector, json });
      return 0;
    }
    const verdicts: Verdict[] = [];
    const proof =
      service === undefined ? convert() : proveAll(serviceChecks(target.endpoints, service), { timeoutSeconds });
    for await (const verdict of proof) {
      verdicts.push(verdict);
      if (!json) show(verdict);
    }
    const ok = failedOf(verdicts) === 0;
    print(json ? JSON.stringify({ ok, checks: verdicts }, null, 2) : `\n${resultOf(verdicts)}`);
    return ok ? 0 : 1;
  },
});

function secondsOf(option: string, text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new UsageError(`--${option} must be a number of seconds above 0, not "${text}"`);
  return seconds;
}

interface Published {
  readonly everySeconds: number;
  /** The URL of the Collector. */
  readonly collector: string;
  readonly json: boolean | undefined;
}

async function runUntilSignal(verify: (signal: AbortSignal) => AsyncIterable<Verdict>, options: Published) {
  const { json, ...rest } = options;
  const stop = new AbortController();
  onSignals(
    () => stop.abort(),
    () => process.exit(130),
  );
  const show = (finished: VerifyRun) => showRun(finished, json);
  const lost = (reason: string) => printError(`triptych verify: the metrics of this run are lost: ${reason}`);
  await publishEvery({ ...rest, env: process.env, verify, show, lost }, stop.signal);
}
