import { spawn } from 'node:child_process';

/**
 * Resumes stopped processes once this process has ended, however it ends. A process under SIGSTOP does not notice that
 * its parent is gone, and would stay for ever. Without `sh`, as in our images, nothing happens: there the container
 * ends all its processes together.
 */
export function resumeOnExit() {
  const script = 'while read pid; do pids="$pids $pid"; done; kill -CONT $pids';
  // Detached, in a process group of its own: the shell must survive whatever ends the service.
  const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    add: (pid: number) => void shell.stdin.write(`${pid}\n`),
    /** Ends the shell without resuming anything. */
    end: () => void shell.kill('SIGKILL'),
  };
}
