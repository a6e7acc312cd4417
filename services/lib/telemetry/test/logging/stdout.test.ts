import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

const MODULE = new URL('../../src/logging/stdout.ts', import.meta.url).href;
const SYSTEM_CALLS = /^syscw: (\d+)$/m;

/** Runs code with `lines` in a process of its own, and returns what it wrote, and when. */
async function run(code: string) {
  const source = `const { stdoutLines } = await import(${JSON.stringify(MODULE)}); const lines = stdoutLines();\n${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let written = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    written += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  const [code_, signal] = await once(child, 'close');
  return { written: () => written, errors, messages, exit: signal ?? code_ };
}

const LINES = Array.from({ length: 1000 }, (_, i) => `line ${i} ${'x'.repeat(80)}\n`).join('');

describe('stdout', () => {
  it('has every line when the process exits, in order', async () => {
    const { written, exit } = await run(
      `for (let i = 0; i < 1000; i++) lines.write(\`line \${i} \${'x'.repeat(80)}\\n\`); process.exit(3);`,
    );
    assert.equal(written(), LINES);
    assert.equal(exit, 3);
  });

  it('has every line of a process that dies of an error', async () => {
    const { written, errors } = await run(`lines.write('the last line\\n'); throw new Error('a fault');`);
    assert.equal(written(), 'the last line\n');
    assert.match(errors, /a fault/);
  });

  it('has a line within a second, without an end of the process or a flush', async () => {
    const { messages } = await run(`
      lines.write('a line\\n');
      const at = performance.now();
      setTimeout(() => { process.send(performance.now() - at); process.kill(process.pid, 'SIGKILL'); }, 900);`);
    assert.equal(messages.length, 1);
  });

  it('is written with few system calls', { skip: process.platform !== 'linux' }, async () => {
    const { messages } = await run(`
      const { readFileSync } = await import('node:fs');
      const io = () => readFileSync('/proc/self/io', 'utf8');
      const before = io();
      for (let i = 0; i < 1000; i++) lines.write('x'.repeat(100) + '\\n');
      lines.flush();
      process.send([before, io()]);
      process.disconnect();`);
    const [before, after] = (messages[0] as [string, string]).map((text) => Number(SYSTEM_CALLS.exec(text)?.[1]));
    assert.ok((after ?? 0) - (before ?? 0) < 60, `${(after ?? 0) - (before ?? 0)} writes`);
  });

  it('that nobody reads any more does not end the process', async () => {
    const source = `const { stdoutLines } = await import(${JSON.stringify(MODULE)}); const lines = stdoutLines();
      process.on('message', () => { for (let i = 0; i < 1000; i++) lines.write('x'.repeat(100) + '\\n'); lines.flush();
        process.send('alive'); process.disconnect(); });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    child.stdout?.destroy();
    child.send('go');
    const [[message], [code]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
    assert.deepEqual([message, code], ['alive', 0]);
  });
});
