import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import type { Load } from '../support/load.ts';
import { installPeer } from '../support/peers.ts';
import { root } from '../support/root.ts';
import { IN_FLIGHT, type Subject } from './subject.ts';

/** ipx, which reads the pictures from their folder: nothing is sent to it but a URL. */
export async function startIpx(folder: string, load: Load): Promise<Subject> {
  installPeer('ipx');
  const child = spawn(process.execPath, [join(root, 'bench/peers/ipx/server.cjs'), folder], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', MALLOC_ARENA_MAX: '2' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('ipx ended before it listened')));
  const [url] = (await Promise.race([once(child, 'message'), ended])) as [string];
  ended.catch(() => {});
  return {
    name: 'ipx',
    pid: child.pid as number,
    convert({ picture, options: { format, width, quality } }, amount) {
      const path = `w_${width},f_${format},q_${quality}/${basename(picture.file)}`;
      return load.send({ url: `${url}/${path}`, connections: IN_FLIGHT, amount });
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
