import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { requestJson } from '@triptych/client/http';
import { parse, stringify } from 'yaml';
import { findProgram } from '../../../cli/src/local/build/binaries.ts';
import { openStack } from '../../../cli/src/local/stack.ts';
import { MAIL_LOGIN, type Receivers, ROUTING_KEY, SECRET } from './receivers.ts';

const stack = openStack();

export type Labels = Readonly<Record<string, string>>;

export interface PostedAlert {
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** An alert as Alertmanager has it. */
export interface KnownAlert {
  readonly labels: Labels;
  readonly fingerprint: string;
  readonly status: { readonly state: 'active' | 'suppressed' | 'unprocessed'; readonly inhibitedBy: readonly string[] };
}

/** Alertmanager with the configuration of the repository, whose receivers are these; it waits for moments only. */
export class Alertmanager implements AsyncDisposable {
  readonly folder: string;
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(folder: string, process: ChildProcess, url: string) {
    this.folder = folder;
    this.#process = process;
    this.#url = url;
  }

  static async start(receivers: Receivers): Promise<Alertmanager> {
    const program = findProgram('alertmanager', stack);
    if (!program) throw new Error('alertmanager is not there: run "npx triptych build"');
    const folder = await mkdtemp(join(tmpdir(), 'triptych-alertmanager-'));
    await layOut(folder, receivers);
    const args = ['--config.file=alertmanager.yaml', '--storage.path=data', '--cluster.listen-address='];
    const child = spawn(program, [...args, '--web.listen-address=127.0.0.1:0'], { cwd: folder });
    for await (const line of createInterface(child.stderr)) {
      const [, address] = /"Listening on" address=(\S+)/.exec(line) ?? [];
      if (!address) continue;
      // Else it stops once nobody reads on.
      child.stderr.resume();
      return new Alertmanager(folder, child, `http://${address}`);
    }
    throw new Error(`alertmanager did not start: ${child.exitCode}`);
  }

  async post(...alerts: readonly PostedAlert[]): Promise<void> {
    const reply = await fetch(`${this.#url}/api/v2/alerts`, {
      method: 'POST',
      body: JSON.stringify(alerts),
      headers: { 'content-type': 'application/json' },
    });
    if (!reply.ok) throw new Error(`alerts were refused: ${await reply.text()}`);
  }

  alerts(): Promise<KnownAlert[]> {
    return requestJson<KnownAlert[]>(new URL('/api/v2/alerts', this.#url));
  }

  /** The configuration, as everybody who gets to the page can read it. */
  async config(): Promise<string> {
    const { config } = await requestJson<{ config: { original: string } }>(new URL('/api/v2/status', this.#url));
    return config.original;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await once(this.#process, 'exit');
    await rm(this.folder, { recursive: true });
  }
}

interface Route {
  group_wait?: string;
  group_interval?: string;
  repeat_interval?: string;
  receiver?: string;
  routes?: Route[];
}

/** The files of the repository, and the secrets; only times and what cannot come from a file are other ones. */
async function layOut(folder: string, receivers: Receivers): Promise<void> {
  const backends = join(stack.root, 'backends');
  await cp(join(backends, 'notifications'), join(folder, 'notifications'), { recursive: true });
  const config = parse(await readFile(join(backends, 'alertmanager.yaml'), 'utf8'));
  for (const route of config.route.routes as Route[]) {
    const heartbeat = route.routes?.some(({ receiver }) => receiver === 'watchdog');
    const times = { group_wait: '200ms', group_interval: '300ms', repeat_interval: heartbeat ? '300ms' : '1h' };
    Object.assign(route, times);
  }
  for (const receiver of config.receivers) {
    for (const pagerduty of receiver.pagerduty_configs ?? []) pagerduty.url = receivers.url('pagerduty');
    const login = { smarthost: receivers.smarthost, auth_username: MAIL_LOGIN.username, require_tls: false };
    for (const email of receiver.email_configs ?? []) Object.assign(email, login);
  }
  const files = {
    'alertmanager.yaml': stringify(config),
    webhook_url: `${receivers.url('webhook')}/${SECRET}`,
    watchdog_url: `${receivers.url('watchdog')}/${SECRET}`,
    slack_api_url: `${receivers.url('slack')}/${SECRET}`,
    pagerduty_routing_key: ROUTING_KEY,
    email_password: MAIL_LOGIN.password,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), `${text}\n`);
}
