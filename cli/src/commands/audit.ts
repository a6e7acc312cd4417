import { parseDuration } from '@triptych/client/duration';
import { print } from '@triptych/terminal';
import { balance, gapsOf } from '../audit/balance.ts';
import { ledgersOf } from '../audit/ledgers.ts';
import { readCounters } from '../audit/read.ts';
import { accountText } from '../audit/text.ts';
import { defineCommand, UsageError } from '../command.ts';
import { openTarget, targetHelp, targetOptions } from '../target.ts';

/** A day of samples is about 15 MB. */
const [SHORTEST, LONGEST] = [60_000, 86_400_000];

export const audit = defineCommand({
  name: 'audit',
  summary: 'account for every span, log line and data point: made, stored, dropped, waiting',
  help: `
Usage: triptych audit [--since DURATION] [--json] [--port-offset N | --context NAME -n NAMESPACE]

Compares what each place on the way of telemetry has counted: services, Collector, Jaeger, Loki. For each signal, what
was made is what was stored, was dropped for a reason, or waits. Exit 0 when every account is balanced or says what cannot
be known, 1 when items are missing; the line names the two places. It reads the counters from Prometheus, so it knows
nothing while Prometheus is away. docs/audit.md explains every line.

  --since DURATION         the time that is accounted for, such as 30m; from 1m to 24h, by default 1h
  --json                   print the accounts as JSON; null instead of a number is "unknown"${targetHelp}

TRIPTYCH_PROMETHEUS_URL replaces the URL of Prometheus, and TRIPTYCH_PROMETHEUS_HEADERS has HTTP headers for it.
`,
  options: { json: { type: 'boolean' }, since: { type: 'string', default: '1h' }, ...targetOptions },
  async run({ json, since, ...which }) {
    const seconds = readSince(since) / 1000;
    await using target = await openTarget(which);
    const readings = await readCounters(target.endpoints.prometheus, seconds, target.namespace);
    const ledgers = ledgersOf(readings);
    const isBalanced = ledgers.every((ledger) => gapsOf(ledger).length === 0);
    const [from, until] = [readings.range.from, readings.range.until].map((time) =>
      new Date(time * 1000).toISOString(),
    );
    if (json) {
      const signals = ledgers.map((ledger) => ({ ...ledger, sections: balance(ledger) }));
      print(JSON.stringify({ ok: isBalanced, from, until, signals }, null, 2));
    } else {
      print(`From ${from} until ${until}, when the Collector was last heard of.`);
      for (const ledger of ledgers) print(`\n${accountText(ledger).join('\n')}`);
    }
    return isBalanced ? 0 : 1;
  },
});

function readSince(text: string): number {
  let millis = Number.NaN;
  try {
    millis = parseDuration(text);
  } catch {
    // Falls through to the usage error.
  }
  if (millis >= SHORTEST && millis <= LONGEST) return millis;
  throw new UsageError(`--since must be a duration from 1m to 24h, such as 30m, not "${text}"`);
}
