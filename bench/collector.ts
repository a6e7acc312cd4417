// Measures what the Collector and the backends need for a number of spans and lines a second. Run: node bench/collector.ts --help
import { query } from '@triptych/client/prometheus';
import { progressLine } from '@triptych/terminal';
import { bringUp } from '../test/stack/support/conversions.ts';
import { until } from '../test/stack/support/until.ts';
import { PROGRAMS, type Row, toCells } from './collector/results.ts';
import { type Load, sendEvenly } from './collector/send.ts';
import { cpuOf } from './support/cpu.ts';
import { thisMachine } from './support/machine.ts';
import { isWanted, readOptions } from './support/options.ts';
import { report } from './support/results.ts';

const options = readOptions({
  file: 'collector.ts',
  about:
    'Starts the Collector and its backends on free ports, and sends the telemetry of conversions at several rates.\nNAME: a rate, such as 1000. See bench/collector.md.',
  defaults: { seconds: 20, rounds: 1 },
  smokeSeconds: 1,
});
const machine = thisMachine();
const WITH_LINES: readonly Load[] = (options.smoke ? [100] : [100, 1000, 10_000]).map((perSecond) => ({
  perSecond,
  lines: true,
}));
// The aim is about spans alone.
const LOADS = options.smoke ? WITH_LINES : [...WITH_LINES, { perSecond: 10_000, lines: false }];
const HANDED_ON = 'sum(otelcol_exporter_sent_spans_total{exporter="otlp_http/jaeger"})';
/** The Collector measures itself every 5 s. */
const FILL = 'max(max_over_time((otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)[1m:5s]))';

const progress = progressLine();
progress.show('starts the Collector and its backends');
await using stack = await bringUp({ only: PROGRAMS });
const url = `http://127.0.0.1:${stack.port('otelcol', 'otlp-http')}`;
const ask = async (promql: string) => (await query(stack.url('prometheus'), promql))[0]?.value ?? 0;
const pids = await Promise.all(PROGRAMS.map(async (program) => (await stack.part(program)).pid ?? Number.NaN));
const cpu = () => pids.map((pid) => cpuOf(pid).own);

const rows: Row[] = [];
let total = 0;
for (const load of LOADS.filter(({ perSecond }) => isWanted(String(perSecond), options))) {
  const name = `${load.perSecond} a second${load.lines ? '' : ', no lines'}`;
  progress.show(`${name}: warms up`);
  total += await sendEvenly(url, load, options.seconds / 4);
  progress.show(name);
  const [before, started] = [cpu(), performance.now()];
  const spans = await sendEvenly(url, load, options.seconds);
  const millis = performance.now() - started;
  const after = cpu();
  total += spans;
  progress.show(`${name}: waits until the Collector has handed on everything`);
  const handedOn = await until(
    'all spans at Jaeger',
    () => ask(HANDED_ON),
    (count) => count >= total,
  );
  const cores = Object.fromEntries(
    PROGRAMS.map((program, i) => [program, ((after[i] ?? 0) - (before[i] ?? 0)) / millis]),
  ) as Row['cores'];
  rows.push({ ...load, spans, handedOn: handedOn - total + spans, queueFill: await ask(FILL), cores });
}
progress.clear();
report({ name: 'collector', machine, rows, cells: toCells(rows) }, options);
