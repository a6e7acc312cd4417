import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The path of Chromium; undefined where there is none. */
export function findChromium(env = process.env): string | undefined {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/bin'];
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
}

/**
 * Why tests in a browser do not run here; undefined where they do. In CI a missing browser is a failure, so that no run
 * passes without them.
 */
export function withoutBrowser(env = process.env): string | undefined {
  if (findChromium(env)) return undefined;
  const reason = 'There is no Chromium. Debian and Ubuntu: "sudo apt-get install chromium"; or put one on the PATH.';
  if (env.CI) throw new Error(reason);
  return reason;
}

/** Starts Chromium without a window. */
export function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium');
  // Root, as in a container, cannot have the sandbox; /dev/shm is small there.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** A page, and everything that must not happen in it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts, violations of the Content-Security-Policy, and requests to other hosts. */
  readonly complaints: string[];
}

/** Opens a page of its own, with its own cookies. Its complaints are collected from the first moment. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  const { host } = new URL(url);
  page.on('pageerror', ({ message }) => complaints.push(`error: ${message}`));
  page.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, host: asked } = new URL(request.url());
    if (/^https?:|^wss?:/.test(protocol) && asked !== host) complaints.push(`request to ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

interface GivenFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Drops files on an element, as a person does with the mouse. */
export async function dropFiles(page: Page, selector: string, files: readonly GivenFile[]): Promise<void> {
  const data = await transferOf(page, files);
  for (const event of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent(selector, event, { dataTransfer: data });
}

/** Pastes files into the page, as a person does after copying a picture. */
export async function pasteFiles(page: Page, files: readonly GivenFile[]): Promise<void> {
  const data = await transferOf(page, files);
  await data.evaluate((clipboardData) => {
    // biome-ignore lint/suspicious/noExplicitAny: the types here are those of Node, and this runs in the browser.
    const { document, ClipboardEvent } = globalThis as any;
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
}

/** Files as the browser hands them over when they are dropped or pasted. */
function transferOf(page: Page, files: readonly GivenFile[]) {
  return page.locator('body').evaluateHandle(
    (body, list) => {
      const { DataTransfer } = body.ownerDocument.defaultView;
      const transfer = new DataTransfer();
      for (const { name, type, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
      }
      return transfer;
    },
    files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toString('base64') })),
  );
}
