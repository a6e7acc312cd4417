import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Ports that this process has got: their programs may not have taken them yet, and the kernel may offer them again. */
const given = new Set<number>();

/** A port of 127.0.0.1 that was free a moment ago, for a program that cannot choose one itself; each time another one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  if (given.has(port)) return freePort();
  given.add(port);
  return port;
}
