import { colour, plural, table } from '@triptych/terminal';
import { balance, type Section } from './balance.ts';
import { type Hop, type Ledger, SIGNALS, type Signal, type Waiting } from './ledger.ts';

/** One row of an account: a place and its count, or what happened between two places. */
type Row = readonly [what: string, items: string, note: string];

/** The account of one signal, as lines for people. */
export function accountText(ledger: Ledger): string[] {
  const rows = rowsOf(ledger.hops);
  const width = Math.max(...rows.map(([, items]) => items.length));
  const aligned = rows.map(([what, items, note]) => [what, items.padStart(width), note]);
  const lines = table(aligned, (cell, row, column) =>
    column === 2 || rows[row]?.[0].startsWith('  ') ? colour('dim', cell) : cell,
  );
  return [
    colour('bold', ledger.signal),
    ...lines.map((line) => `  ${line}`),
    ...verdictText(ledger.signal, balance(ledger)),
    ...ledger.unknown.map((what) => colour('dim', `  ? ${what}`)),
  ];
}

function rowsOf(hops: readonly Hop[]): Row[] {
  let shown = '';
  const rows: Row[] = [];
  for (const hop of hops) {
    if (hop.from !== shown) rows.push([hop.from, amount(hop.in.items), '']);
    rows.push(...between(hop), [hop.to, amount(hop.out.items), noteOn(hop)]);
    shown = hop.to;
  }
  return rows;
}

function between({ dropped, waiting, sampled }: Hop): Row[] {
  return [
    ...Object.entries(dropped).map(([why, items]): Row => [`  dropped ${why}`, amount(items), '']),
    ...(sampled === undefined ? [] : ([['  left out by sampling', amount(sampled), '']] as Row[])),
    ...Object.entries(waiting).flatMap(([where, what]): Row[] =>
      what.items || what.bytes ? [[`  waiting ${where}`, waitingText(what), '']] : [],
    ),
  ];
}

function noteOn({ out, refused = {} }: Hop): string {
  const refusals = Object.entries(refused).map(([how, items]) => `${amount(items)} ${how}, which their senders kept`);
  const lacks = out.lacks === Number.POSITIVE_INFINITY ? '' : ` up to ${amount(out.lacks)}`;
  return [...refusals, ...(out.lacks > 0 ? [`lacks${lacks} last counts of a process that ended`] : [])].join('; ');
}

function verdictText(signal: Signal, sections: readonly Section[]): string[] {
  const states = new Set(sections.map(({ state }) => state));
  const lines = sections.flatMap((section) => sectionText(signal, section));
  if (states.has('missing')) return lines;
  const verdict = states.has('unknown') ? 'balanced, as far as is known' : 'balanced';
  return [`  ${colour('green', '✔')} ${verdict}`, ...lines];
}

function sectionText(signal: Signal, { from, to, state, missing, tolerance, ahead, isLacking }: Section): string[] {
  const where = `between "${from}" and "${to}"`;
  const items = `${amount(Math.abs(missing))} ${plural(Math.abs(missing), SIGNALS[signal]).replace(/^\d+ /, '')}`;
  if (state === 'missing') {
    return [
      `  ${colour('red', '✘')} ${items} ${missing === 1 ? 'is' : 'are'} missing ${where}`,
      ...hintsOn(to).map((hint) => `      ${hint}`),
    ];
  }
  if (state === 'unknown')
    return [`  ? ${where}: a process ended, and its last counts with it. Audit the time after its start with --since`];
  if (state === 'waiting') return [`  · ${items} ${where} are taken for what waits in the queue, which counts bytes`];
  if (missing > 0) {
    const why = isLacking ? 'may only be missing from the last counts of a process that ended' : 'may be on the way';
    return [`  · ${items} ${where} ${why}: so may at most ${amount(tolerance)}`];
  }
  if (-missing > ahead)
    return [`  · ${items} more ${where}: of senders without these counters, of a killed process, or sent twice`];
  return [];
}

/** What to try when items are missing before a place. */
function hintsOn(to: string): string[] {
  if (to.startsWith('services'))
    return ['A service that ended kept them in memory: see "telemetry lost" in its log, and docs/delivery.md.'];
  if (to.startsWith('Jaeger') || to.startsWith('Loki'))
    return [
      'The Collector was told that they had arrived. Does anything stand between it and the backend, such as a proxy?',
      'See the log of the backend, and docs/audit.md.',
    ];
  return ['See the log of the Collector, and docs/audit.md.'];
}

function waitingText({ items, bytes = 0 }: Waiting): string {
  return items === undefined ? `${(bytes / 1e6).toFixed(1)} MB` : amount(items);
}

/** `1,234`. */
function amount(count: number): string {
  return Math.round(count).toLocaleString('en-GB');
}
