import { collect } from '@triptych/client/request/collect';
import { toJson } from '@triptych/client/request/json';
import { print } from '@triptych/terminal';
import { defineCommand, UsageError, UserError } from '../command.ts';
import { openTarget, targetHelp, targetOptions } from '../target.ts';
import { savePage } from '../trace/save.ts';
import { renderScreen } from '../trace/screen.ts';

const [NARROWEST, WIDEST, USUAL] = [40, 140, 100];

export const trace = defineCommand({
  name: 'trace',
  summary: 'show the spans, log lines and latency of one request',
  help: `
Usage: triptych trace REQUEST_ID|TRACE_ID [--json|--html FILE] [options]

Shows one request in three panels: its spans on one time axis, from Jaeger; its log lines, from Loki, each under its
span; and its latency among that of similar requests, from Prometheus, with trace ids to compare.
The request id is in the header x-request-id of every reply. When a backend does not answer, its panel is missing, and
the screen says so. Exit 1 when no backend knows the id.

  --json                   print everything, uncut, as JSON
  --html FILE              write everything as one page that opens without a network${targetHelp}
`,
  options: { json: { type: 'boolean' }, html: { type: 'string' }, ...targetOptions },
  positionals: true,
  async run(values, [id, ...more]) {
    if (id === undefined || more.length > 0) throw new UsageError('give one request id or trace id');
    if (!/^[A-Za-z0-9._-]{8,128}$/.test(id)) throw new UsageError(`"${id}" is neither a request id nor a trace id`);
    await using target = await openTarget(values);
    const report = await collect(target.endpoints, id);
    if (report.spans.length === 0 && report.lines.length === 0) throw unknown(id, report.missing);
    if (values.html !== undefined) {
      await savePage(values.html, id, report, target.endpoints.prometheus);
      print(`${values.html} shows the request in a browser.`);
    } else if (values.json) print(JSON.stringify(toJson(report), null, 2));
    else for (const line of renderScreen(report, widthOfTerminal())) print(line);
    return 0;
  },
});

function widthOfTerminal(): number {
  return Math.min(WIDEST, Math.max(NARROWEST, process.stdout.columns || USUAL));
}

function unknown(id: string, missing: readonly string[]): UserError {
  const away = missing.map((why) => `  ${why}`);
  if (missing.length > 1) return new UserError([`no backend could be asked about ${id}.`, ...away].join('\n'));
  return new UserError(
    [
      `no backend knows ${id}.`,
      ...away,
      '  Was it just made? Spans and log lines take a few seconds to arrive: try again.',
      '  Is it old? Log lines are kept for 7 days by default, traces for as long as Jaeger is configured to.',
      '  Are traces sampled? Most of those that are fast and without an error are not kept: docs/sampling.md.',
      '  Is it of another system? Name the system with --port-offset, --context or --namespace.',
      '  "triptych verify" shows whether spans and log lines arrive at all.',
    ].join('\n'),
  );
}
