import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ProgramError, run } from '@triptych/terminal/run';

const node = (code: string, options = {}) => run(process.execPath, ['-e', code], options);
const failure = (running: Promise<unknown>): Promise<ProgramError> =>
  running.then(
    () => assert.fail('it did not fail'),
    (error) => error,
  );

describe('a program', () => {
  it('gets its input and resolves to what it wrote, to the byte', async () => {
    const { stdout, stderr } = await node('process.stdin.pipe(process.stdout); console.error("b")', {
      input: 'a\r\n\n',
    });
    assert.deepEqual({ stdout, stderr }, { stdout: 'a\r\n\n', stderr: 'b\n' });
  });

  it('hands over each line as it is written, and its process id', async () => {
    const lines: string[] = [];
    const line = (text: string, stream: string) => lines.push(`${stream} ${text}`);
    let pid = 0;
    const started = (id: number) => {
      pid = id;
    };
    const { stdout } = await node('console.log(process.pid); console.log("last")', { line, started });
    assert.deepEqual(lines, [`stdout ${pid}`, 'stdout last']);
    assert.ok(stdout.startsWith(`${pid}\n`));
  });

  it('that fails is named with its arguments, exit code and last lines', async () => {
    const code = 'for (let i = 0; i < 20; i++) console.error("line " + i); process.exit(3)';
    const error = await failure(node(code));
    assert.ok(error instanceof ProgramError);
    assert.ok(error.message.startsWith(`"${process.execPath} -e ${code}" failed: exit code 3\n    line 5\n`));
    assert.equal(error.reason, 'exit code 3');
    assert.equal(error.lines.length, 20);
    assert.equal(error.isMissing, false);
  });

  it('that does not exist is said to be missing', async () => {
    const error = await failure(run('no-such-program', ['--version']));
    assert.match(error.message, /^"no-such-program --version" failed: spawn no-such-program ENOENT$/);
    assert.equal(error.isMissing, true);
  });

  it('is killed with its children when its time is over', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'triptych-run-'));
    const mark = join(folder, 'mark');
    const child = `setTimeout(() => require("node:fs").writeFileSync(${JSON.stringify(mark)}, ""), 1500)`;
    const code = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "ignore" }); setInterval(() => {}, 1000)`;
    const error = await failure(node(code, { timeoutMs: 700 }));
    assert.equal(error.reason, 'no end within 0.7 s');
    await delay(1500);
    assert.ok(!existsSync(mark));
    rmSync(folder, { recursive: true });
  });

  it('ends when it is aborted, with the reason of that', async () => {
    const abort = new AbortController();
    const running = node('console.log("up"); setInterval(() => {}, 1000)', {
      signal: abort.signal,
      line: () => abort.abort(new Error('enough')),
    });
    await assert.rejects(running, /enough/);
  });

  it('that ignores the abort is killed 2 s later', async () => {
    const abort = new AbortController();
    const running = node('process.on("SIGINT", () => {}); console.log("up"); setInterval(() => {}, 1000)', {
      signal: abort.signal,
      abortSignal: 'SIGINT',
      line: () => abort.abort(new Error('enough')),
    });
    await assert.rejects(running, /enough/);
  });
});
