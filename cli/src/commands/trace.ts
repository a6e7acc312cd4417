import { collect } from '@triptych/client/request/collect';
import { toJson } from '@triptych/client/request/json';
import { print } from '@triptych/terminal';
import { defineCommand, UsageError, UserError } from '../command.ts';
import { openTarget, targetHelp, targetOptions } from '../target.ts';
import { renderScreen } from '../trace/screen.ts';

const [NARROWEST, WIDEST, USUAL] = [40, 140, 100];

export const trace = defineCommand({
  name: 'trace',
  summary: 'show the spans, log lines and latency of one request',
  help: `
Usage: triptych trace REQUEST_ID|TRACE_ID [--json] [options]

The spans of all services on one time axis, from Jaeger, each with the log lines written in it, from Loki; then how
long others took, from Prometheus, with traces to compare: pass one of their ids to this command again.
The request id is the header x-request-id of every reply. What a backend that is away would have told is left out,
and named. Exit 1 when nothing is known of the id.

  --json                   all of it, uncut, as JSON${targetHelp}
`,
  options: { json: { type: 'boolean' }, ...targetOptions },
  positionals: true,
  async run(values, [id, ...more]) {
    if (id === undefined || more.length > 0) throw new UsageError('give one request id or trace id');
    if (!/^[A-Za-z0-9._-]{8,128}$/.test(id)) throw new UsageError(`"${id}" is neither a request id nor a trace id`);
    await using target = await openTarget(values);
    const report = await collect(target.endpoints, id);
    if (report.spans.length === 0 && report.lines.length === 0) throw unknown(id, report.missing);
    if (values.json) print(JSON.stringify(toJson(report), null, 2));
    else for (const line of renderScreen(report, widthOfTerminal())) print(line);
    return 0;
  },
});

function widthOfTerminal(): number {
  return Math.min(WIDEST, Math.max(NARROWEST, process.stdout.columns || USUAL));
}

function unknown(id: string, missing: readonly string[]): UserError {
  const away = missing.map((why) => `  ${why}`);
  if (missing.length > 1) return new UserError([`nobody can be asked about ${id}.`, ...away].join('\n'));
  return new UserError(
    [
      `nothing is known of ${id}.`,
      ...away,
      '  Just made? Spans and lines take a few seconds to arrive: try again.',
      '  Old? Lines are kept for 7 days by default, and traces as long as Jaeger is told to.',
      '  Of another system? Name it with --port-offset, --context or --namespace.',
      '  "triptych verify" tells whether spans and lines arrive at all.',
    ].join('\n'),
  );
}
