import { spawn } from 'node:child_process';

/**
 * Has the processes that are added go on once this one is gone, however it ends: what stands still does not notice, and
 * would stay for ever. In a container, where there may be no shell for it, all processes end together.
 */
export function wakeOrphans() {
  const script = 'while read pid; do pids="$pids $pid"; done; kill -CONT $pids';
  // A group of its own: it must survive whatever ends the service.
  const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    add: (pid: number) => void shell.stdin.write(`${pid}\n`),
    /** Leaves the processes as they are. */
    end: () => void shell.kill('SIGKILL'),
  };
}
