import type { Browser, Locator, Page } from 'playwright-core';
import { panel } from './console-page.ts';
import type { TestStack } from './conversions.ts';
import { sendLargeRequest } from './sent-requests.ts';
import { until } from './until.ts';

/** The size of a request that the page must show at ease. */
export const LARGE = { spans: 20_000, lines: 10_000 } as const;
/** A reply of megabytes is read while it arrives, on a machine that may be busy. */
export const ARRIVAL_MS = 120_000;

/** Stores a large request in the backends of a stack; returns its trace id once Jaeger has all of its spans. */
export async function storeLargeRequest(stack: TestStack): Promise<string> {
  const traceId = await sendLargeRequest(stack.port('otelcol', 'otlp-http'), LARGE.spans, LARGE.lines);
  await until(
    'all spans in Jaeger',
    async () => (await fetch(stack.url('jaeger', `/api/traces/${traceId}`))).text(),
    (text) => (text.match(/"spanID":"\w+","(?:operationName|flags)/g) ?? []).length >= LARGE.spans,
    120,
  );
  return traceId;
}

/** Opens a request, and returns the rows of its trace once they are there. */
export async function openRequest(page: Page, url: string): Promise<Locator> {
  await page.goto(url, { waitUntil: 'commit' });
  const rows = panel(page, 'Trace').getByRole('treegrid');
  await rows.getByRole('row').nth(5).waitFor({ timeout: ARRIVAL_MS });
  return rows;
}

/** Waits until all panels of an open request are drawn, and nothing more arrives. */
export async function settled(page: Page): Promise<void> {
  await panel(page, 'Metrics').waitFor({ timeout: ARRIVAL_MS });
  await page.waitForLoadState('networkidle', { timeout: ARRIVAL_MS });
}

/** What a person does with the rows of a trace: the mouse goes from row to row, and the wheel scrolls. */
export async function stepsOn(page: Page, rows: Locator) {
  const box = await rows.boundingBox();
  if (!box) throw new Error('The rows of the trace are not visible.');
  // As many rows as are visible on the smallest screen that is tested.
  const hover = (i: number) => page.mouse.move(box.x + 80, box.y + 60 + 20 * (i % 15));
  const scroll = () => page.mouse.wheel(0, 700);
  return { hover, scroll };
}

/** Runs a step several times, and gives each a frame of its own. */
export async function repeat(page: Page, steps: number, step: (i: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < steps; i += 1) {
    await step(i);
    await page.waitForTimeout(50);
  }
  await page.waitForTimeout(200);
}

/** CPU time in milliseconds that the page's main thread needs for each of some steps. */
export async function workOf(page: Page, steps: number, step: (i: number) => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await seconds();
  await repeat(page, steps, step);
  const work = (await seconds()) - before;
  await session.detach();
  return work * (1000 / steps);
}

/** CPU time of the processes that draw pages, their workers included, since they started. */
export async function rendererSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
