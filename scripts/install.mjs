// Installs what package-lock.json says, when it is not there. Run before "npm start" and "npm test", so it has no
// dependencies and works on the Node that npm itself has. Silent when there is nothing to do.
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

/** Why node_modules is not what package-lock.json says, if it is not. */
function mismatch() {
  const wanted = readJson('package-lock.json')?.packages;
  // npm writes what it has installed there.
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!wanted) return 'package-lock.json cannot be read';
  if (!installed) return 'nothing is installed yet';
  for (const [path, { version, integrity, link, optional }] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed[path];
    // Optional ones are for other machines.
    if (!found && optional) continue;
    if (!found || found.link !== link || found.version !== version || found.integrity !== integrity) {
      return `${path.replace('node_modules/', '')} is ${found ? 'another version' : 'missing'}`;
    }
  }
  return undefined;
}

/** Whether the Node that the project runs on is there and runs. */
function nodeWorks() {
  return existsSync(node) && spawnSync(node, ['--version']).status === 0;
}

/** PATH without node_modules, from which npm is about to remove the very Node that may be running this. */
function outsidePath() {
  const inside = join(root, 'node_modules');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(inside))
    .join(delimiter);
}

/** Runs npm, showing what it does and for how long; its messages are kept for when it fails. */
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
  [/ENOSPC/, 'The disk is full: about 600 MB are needed.'],
  [/EACCES|EPERM/, 'Not allowed to write node_modules: it may belong to another user.'],
  [/EUSAGE|EBADENGINE|Unsupported engine/, `Node ${process.versions.node} is what runs npm: 20 or newer is needed.`],
];

function fail({ error, messages }) {
  const remedy = remedies.find(([pattern]) => pattern.test(messages.join('\n')))?.[1] ?? 'Try "npm ci" by hand.';
  say(`Installing failed: ${error}. ${remedy}`);
  // npm says what is wrong first, and then how it is used.
  for (const line of messages.slice(0, 12)) say(`    ${line}`);
  process.exit(1);
}

const why = mismatch();
if (why) {
  say(`Installing npm packages: ${why}.`);
  let failure = await npm(['ci'], 'Installing');
  // "npm ci" wants package-lock.json to name what every other platform would need, too, and that a changed
  // package.json be in it; "npm install" settles both, and keeps to its versions.
  if (failure?.messages.some((line) => line.includes('EUSAGE'))) failure = await npm(['install'], 'Installing');
  if (failure) fail(failure);
}
if (!nodeWorks()) {
  // Its install script fetches the binary; npm may have been told not to run any.
  const failure = await npm(['rebuild', 'node', '--ignore-scripts=false'], 'Installing Node');
  if (failure || !nodeWorks()) {
    fail({
      error: failure?.error ?? 'the package "node" has no working binary',
      messages: [
        ...(failure?.messages ?? []),
        'Node >= 22.19 is needed; with such a one in PATH this package may be missing.',
      ],
    });
  }
}
