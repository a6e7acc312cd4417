import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  isWatchdogRoute,
  parseConfiguration,
  replaceSettings,
  withRoutes,
  withSettings,
  writeConfiguration,
} from '@triptych/alertmanager';
import {
  type KnownAlert,
  knownAlerts,
  loadedConfiguration,
  type PostedAlert,
  postAlerts,
} from '@triptych/client/alertmanager';
import { programFile, repository } from '../../support/programs.ts';
import { MAIL_LOGIN, type Receivers, ROUTING_KEY, SECRET } from './receivers.ts';

/** Alertmanager with the configuration of the repository, the given receivers and short waits. */
export class Alertmanager implements AsyncDisposable {
  readonly folder: string;
  readonly #process: ChildProcess;
  readonly url: string;

  private constructor(folder: string, process: ChildProcess, url: string) {
    this.folder = folder;
    this.#process = process;
    this.url = url;
  }

  static async start(receivers: Receivers): Promise<Alertmanager> {
    const program = programFile('alertmanager');
    const folder = await mkdtemp(join(tmpdir(), 'triptych-alertmanager-'));
    await layOut(folder, receivers);
    const args = ['--config.file=alertmanager.yaml', '--storage.path=data', '--cluster.listen-address='];
    const child = spawn(program, [...args, '--web.listen-address=127.0.0.1:0'], { cwd: folder });
    for await (const line of createInterface(child.stderr)) {
      const [, address] = /"Listening on" address=(\S+)/.exec(line) ?? [];
      if (!address) continue;
      // Alertmanager stops when its output is no longer read.
      child.stderr.resume();
      return new Alertmanager(folder, child, `http://${address}`);
    }
    throw new Error(`alertmanager did not start: ${child.exitCode}`);
  }

  post(...alerts: readonly PostedAlert[]): Promise<void> {
    return postAlerts(this.url, alerts);
  }

  alerts(): Promise<KnownAlert[]> {
    return knownAlerts(this.url);
  }

  /** The configuration, as everybody who can open the page reads it. */
  config(): Promise<string> {
    return loadedConfiguration(this.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await once(this.#process, 'exit');
    await rm(this.folder, { recursive: true });
  }
}

/** Writes the files of the repository and the secrets. Only waits differ, and what cannot come from a file. */
async function layOut(folder: string, receivers: Receivers): Promise<void> {
  const backends = join(repository, 'backends');
  await cp(join(backends, 'notifications'), join(folder, 'notifications'), { recursive: true });
  const config = configure(await readFile(join(backends, 'alertmanager.yaml'), 'utf8'), receivers);
  const files = {
    'alertmanager.yaml': config,
    webhook_url: `${receivers.url('webhook')}/${SECRET}`,
    watchdog_url: `${receivers.url('watchdog')}/${SECRET}`,
    slack_api_url: `${receivers.url('slack')}/${SECRET}`,
    pagerduty_routing_key: ROUTING_KEY,
    email_password: MAIL_LOGIN.password,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), `${text}\n`);
}

/** The configuration of the repository with short waits, and with addresses of these receivers. */
function configure(file: string, receivers: Receivers): string {
  const login = { smarthost: receivers.smarthost, auth_username: MAIL_LOGIN.username, require_tls: false };
  const times = { group_wait: '200ms', group_interval: '300ms' };
  const hurried = withRoutes(parseConfiguration(file), (route) => {
    if (!route.group_wait) return route;
    return { ...route, ...times, repeat_interval: isWatchdogRoute(route) ? '300ms' : '1h' };
  });
  const addressed = withSettings(hurried, 'pagerduty', (settings) => ({
    ...settings,
    url: receivers.url('pagerduty'),
  }));
  return writeConfiguration(withSettings(addressed, 'email', (settings) => replaceSettings(settings, login)));
}
