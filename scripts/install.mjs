// Installs the packages of package-lock.json that are missing. It runs before "npm start" and "npm test", so it has no
// dependencies and works on the Node that runs npm. Silent when there is nothing to do.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'node_modules/node/bin/node');
const say = (line) => process.stderr.write(`${line}\n`);

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return undefined;
  }
}

/** How node_modules differs from package-lock.json; undefined when it does not. */
function mismatch() {
  const wanted = readJson('package-lock.json')?.packages;
  // npm lists there what it has installed.
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!wanted) return 'package-lock.json cannot be read';
  if (!installed) return 'nothing is installed yet';
  for (const [path, { version, integrity, link, optional }] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed[path];
    // Optional packages are for other machines.
    if (!found && optional) continue;
    if (!found || found.link !== link || found.version !== version || found.integrity !== integrity) {
      return `${path.replace('node_modules/', '')} is ${found ? 'another version' : 'missing'}`;
    }
  }
  return undefined;
}

/** Whether the Node of this project is installed and runs. */
function nodeWorks() {
  return existsSync(node) && spawnSync(node, ['--version']).status === 0;
}

/** PATH without node_modules: npm is about to remove the Node there, which may run this script. */
function outsidePath() {
  const inside = join(root, 'node_modules');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(inside))
    .join(delimiter);
}

/** Runs npm and shows its progress. Resolves to an error with npm's messages, or to undefined. */
function npm(args, what) {
  const startedAt = Date.now();
  const messages = [];
  let fetched = 0;
  let lineAt = startedAt;
  const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=http'], {
    cwd: root,
    env: { ...process.env, PATH: outsidePath() },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const read = (chunk) => {
    for (const line of chunk.toString().split('\n')) {
      if (/http fetch GET 200 .*\.tgz/.test(line)) fetched++;
      else if (!/^npm (http|warn)|^(npm error)?\s*$/.test(line)) messages.push(line);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const progress = () => `${what}: ${fetched} downloaded, ${Math.round((Date.now() - startedAt) / 1000)} s`;
  const timer = setInterval(() => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${progress()}`);
    else if (Date.now() - lineAt > 5000) {
      lineAt = Date.now();
      say(progress());
    }
  }, 250);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    const end = (error) => {
      clearInterval(timer);
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      if (!error) say(`${progress()}, done.`);
      resolve(error && { error, messages });
    };
    child.on('error', (error) => end(error.code === 'ENOENT' ? 'npm is not in PATH' : error.message));
    child.on('close', (code, signal) =>
      end(code === 0 ? undefined : `npm ended with ${signal ?? `exit code ${code}`}`),
    );
  });
}

const remedies = [
  [
    /ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EAI_AGAIN|network|UNABLE_TO_VERIFY|SELF_SIGNED/,
    'The registry cannot be reached: check the network ("npm ping"), and the proxy if there is one.',
  ],
  [/ENOSPC/, 'The disk is full: the packages need about 600 MB.'],
  [/EACCES|EPERM/, 'node_modules cannot be written: it may belong to another user.'],
  [/EUSAGE|EBADENGINE|Unsupported engine/, `Node ${process.versions.node} runs npm: install Node 20 or newer.`],
];

function fail({ error, messages }) {
  const remedy =
    remedies.find(([pattern]) => pattern.test(messages.join('\n')))?.[1] ?? 'Run "npm ci" to see all its messages.';
  say(`Installing failed: ${error}. ${remedy}`);
  // npm prints the error first, and then its usage.
  for (const line of messages.slice(0, 12)) say(`    ${line}`);
  process.exit(1);
}

const why = mismatch();
if (why) {
  say(`Installing npm packages: ${why}.`);
  let failure = await npm(['ci'], 'Installing');
  // "npm ci" refuses a package-lock.json that lacks packages of other platforms or a change of package.json.
  // "npm install" adds both, and keeps the versions.
  if (failure?.messages.some((line) => line.includes('EUSAGE'))) failure = await npm(['install'], 'Installing');
  if (failure) fail(failure);
}
if (!nodeWorks()) {
  // The package's install script fetches the binary; npm may be configured to run no scripts.
  const failure = await npm(['rebuild', 'node', '--ignore-scripts=false'], 'Installing Node');
  if (failure || !nodeWorks()) {
    fail({
      error: failure?.error ?? 'the package "node" has no working binary',
      messages: [
        ...(failure?.messages ?? []),
        'The project needs Node 22.19 or newer. Where PATH has one, the package is not needed.',
      ],
    });
  }
}
