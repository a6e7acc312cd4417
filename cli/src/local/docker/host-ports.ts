import { once } from 'node:events';
import { BlockList, connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Stack } from '../stack.ts';
import { docker } from './engine.ts';
import { projectOf } from './project.ts';

/** The name by which containers reach this machine. */
export const HOST_NAME = 'host.docker.internal';

/** The network of a stack's containers, as this machine sees it. */
export interface Network {
  /** The address of this machine in the network. */
  readonly gateway: string;
  readonly subnet: { readonly address: string; readonly prefix: number };
}

/**
 * Lets containers reach ports of this machine's localhost through HOST_NAME. Docker Desktop does this by itself. On Linux a container
 * reaches the gateway of its network alone, so connections to the gateway are forwarded.
 */
export interface HostPorts {
  /** The address that HOST_NAME must have in containers; undefined where the engine resolves the name itself. */
  readonly address: string | undefined;
  /** Forwards these ports for a part from now on, instead of those of its last call. */
  forward(part: string, ports: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the ports of this machine for the network of a stack's containers. Nothing is forwarded yet. */
export async function openHostPorts(stack: Stack): Promise<HostPorts> {
  return forwardFrom(await networkOf(stack));
}

/** Forwards connections from a network; without one, or where its gateway is not an address of this machine, none. */
export async function forwardFrom(network: Network | undefined): Promise<HostPorts> {
  if (!network || !(await isAddressHere(network.gateway))) {
    return { address: undefined, async forward() {}, async close() {} };
  }
  const { gateway, subnet } = network;
  const allowed = new BlockList();
  allowed.addSubnet(subnet.address, subnet.prefix);
  const wanted = new Map<string, readonly number[]>();
  const forwards = new Map<number, Forward>();

  return {
    address: gateway,
    async forward(part, ports) {
      wanted.set(part, ports);
      const all = new Set([...wanted.values()].flat());
      for (const [port, unused] of [...forwards].filter(([port]) => !all.has(port))) {
        forwards.delete(port);
        await unused.close();
      }
      for (const port of all) {
        if (!forwards.has(port)) forwards.set(port, await forwardPort(gateway, port, allowed));
      }
    },
    async close() {
      await Promise.all([...forwards.values()].map((forward) => forward.close()));
    },
  };
}

/** The network of the stack's containers; undefined where the engine says nothing that this command understands. */
async function networkOf(stack: Stack): Promise<Network | undefined> {
  const format = '--format={{range .IPAM.Config}}{{.Gateway}} {{.Subnet}}\n{{end}}';
  const found = await docker(['network', 'inspect', format, projectOf(stack)], stack.env).catch(() => '');
  const [, gateway, address, prefix] = /^([\d.]+) ([\d.]+)\/(\d+)$/m.exec(found) ?? [];
  return gateway && address ? { gateway, subnet: { address, prefix: Number(prefix) } } : undefined;
}

async function isAddressHere(address: string): Promise<boolean> {
  const server = createServer();
  server.listen(0, address);
  const listens = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return listens;
}

interface Forward {
  close(): Promise<void>;
}

/** Forwards connections to a port of `address` to the same port of localhost, for peers of the allowed networks. */
async function forwardPort(address: string, port: number, allowed: BlockList): Promise<Forward> {
  const open = new Set<Socket>();
  const server = createServer((from) => {
    // Other containers, and machines that have a route here, reach the gateway as well.
    if (!allowed.check(from.remoteAddress ?? '')) return void from.destroy();
    const to = connect(port, 'localhost');
    open.add(from);
    // An error of either end closes both.
    pipeline(from, to, () => {});
    pipeline(to, from, () => open.delete(from));
  });
  server.listen(port, address);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    // A program that listens on every address has the port, and containers reach it without a detour.
    if (error.code !== 'EADDRINUSE') throw error;
  });
  return {
    async close() {
      for (const socket of open) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
