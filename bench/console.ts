// Measures the console with a large request in Chromium. See bench/console.ts --help and bench/console.md.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { startBrowser, visit } from '../test/stack/support/browser.ts';
import { bringUp } from '../test/stack/support/conversions.ts';
import {
  ARRIVAL_MS,
  LARGE,
  openRequest,
  rendererSeconds,
  repeat,
  settled,
  stepsOn,
  storeLargeRequest,
  workOf,
} from '../test/stack/support/large-request.ts';
import { until } from '../test/stack/support/until.ts';

const USAGE = `Usage: node bench/console.ts [--rounds N] [--steps N] [--seconds N]

Starts a stack of its own, and a request of ${LARGE.spans} spans and ${LARGE.lines} log lines in it. Measures in Chromium:
  when the request is visible, in N rounds (5), each in a new browser profile;
  how long frames last while the mouse moves over the rows, and while they scroll, N steps (50) each;
  the bytes that the browser loads, and the memory of the console before and after, and after N seconds (60) of Now.
Build the page first: npm run build -w services/console
`;
const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
  },
});
const write = (line = '') => process.stdout.write(`${line}\n`);
if (options.help) {
  write(USAGE);
  process.exit();
}
const STEPS = Number(options.steps);
const PANELS = ['trace', 'logs', 'metrics'] as const;

/** Notes in the page when the first rows of each panel are there, every frame, and every event of the mouse. */
const OBSERVER = `
  const bench = (globalThis.bench = { seen: {}, frames: [], mousemove: [], wheel: [] });
  const first = {
    trace: '.waterfall [aria-rowindex="6"]', logs: '.lines [data-span]', metrics: '.chart-cell canvas',
  };
  const frame = () => {
    bench.frames.push(performance.now());
    for (const [name, rows] of Object.entries(first)) {
      if (document.querySelector(rows)) bench.seen[name] ??= performance.now();
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  for (const name of ['mousemove', 'wheel']) {
    addEventListener(name, () => bench[name].push(performance.now()), { capture: true, passive: true });
  }
`;

/** Times in milliseconds after the navigation. */
interface Observed {
  readonly seen: Readonly<Record<(typeof PANELS)[number], number>>;
  readonly frames: readonly number[];
  readonly mousemove: readonly number[];
  readonly wheel: readonly number[];
}
const observed = (page: Page): Promise<Observed> => page.evaluate('bench');

/** The longest time between two frames after each of some events, until the next event. */
function framesAfter(events: readonly number[], frames: readonly number[]): number[] {
  return events.map((from, i) => {
    const until = events[i + 1] ?? from + 250;
    const gaps = frames.flatMap((at, k) => (at >= from && at < until ? [at - (frames[k - 1] ?? at)] : []));
    return Math.max(0, ...gaps);
  });
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const row = (name: string, cells: readonly (string | number)[], width = 9) =>
  write(`  ${name.padEnd(26)}${cells.map((cell) => String(cell).padStart(width)).join('')}`);

/** Compressed bytes of the page's own files, and of the request. */
const BYTES = `
  const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const sum = (some) => some.reduce((all, { encodedBodySize }) => all + encodedBodySize, 0);
  const isData = ({ name }) => new URL(name).pathname.startsWith('/api/');
  ({ page: sum(entries.filter((entry) => !isData(entry))), request: Math.max(...entries.filter(isData).map((one) => one.encodedBodySize)) });
`;

await using stack = await bringUp();
const browser = await startBrowser();
try {
  const megabytes = async () => Math.round(((await stack.part('console')).rssMainBytes ?? 0) / 1e6);
  const memory: [string, number][] = [['after its start', await megabytes()]];
  const home = stack.url('console', '/');
  {
    await using visited = await visit(browser, home);
    await delay(Number(options.seconds) * 1000);
    await visited.page.close();
    memory.push([`after ${options.seconds} s of Now`, await megabytes()]);
  }
  const url = stack.url('console', `/request/${await storeLargeRequest(stack)}`);
  // Young requests are asked for again and again.
  await delay(10_000);

  write('When rows are visible, ms after the navigation');
  row('round', [...PANELS, 'CPU']);
  const firsts: number[] = [];
  for (let round = 1; round <= Number(options.rounds); round += 1) {
    await using visited = await visit(browser, 'about:blank');
    const { page } = visited;
    await page.addInitScript(OBSERVER);
    const before = await rendererSeconds(browser);
    await openRequest(page, url);
    const isWhole = ({ seen }: Observed) => PANELS.every((panel) => seen[panel] !== undefined);
    const { seen } = await until('all panels', () => observed(page), isWhole, ARRIVAL_MS / 1000);
    firsts.push(seen.trace);
    const cpu = ((await rendererSeconds(browser)) - before) * 1000;
    row(String(round), [...PANELS.map((panel) => Math.round(seen[panel])), Math.round(cpu)]);
  }
  row('median', [Math.round(median(firsts))]);
  memory.push(['after the large request', await megabytes()]);

  await using visited = await visit(browser, 'about:blank');
  const { page } = visited;
  await page.addInitScript(OBSERVER);
  const rows = await openRequest(page, url);
  await settled(page);
  const { hover, scroll } = await stepsOn(page, rows);
  await repeat(page, STEPS, hover);
  await repeat(page, STEPS, scroll);
  const { frames, mousemove, wheel } = await observed(page);
  const work = [await workOf(page, STEPS, hover), await workOf(page, STEPS, scroll)];
  write(`\nFrames after each of ${STEPS} steps, ms; and CPU of the page a step`);
  row('', ['median', 'worst', 'CPU']);
  for (const [i, [name, events]] of [['hover', mousemove] as const, ['scroll', wheel] as const].entries()) {
    const gaps = framesAfter(events, frames);
    row(name, [median(gaps).toFixed(1), Math.max(...gaps).toFixed(1), work[i]?.toFixed(1) ?? '']);
  }
  const bytes = await page.evaluate<{ page: number; request: number }>(BYTES);
  write('\nCompressed, kB');
  row('page', [Math.round(bytes.page / 1000)]);
  row('request', [Math.round(bytes.request / 1000)]);
  await page.close();

  await delay(Number(options.seconds) * 1000);
  memory.push([`${options.seconds} s after the request`, await megabytes()]);
  write('\nMemory of the console, MB');
  for (const [when, size] of memory) row(when, [size]);
} finally {
  await browser.close();
}
