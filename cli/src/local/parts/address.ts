import { PARTS, type PartEntry, type PartName, type PortName } from '@triptych/parts';
import type { Stack } from '../stack.ts';

/** A port of a part in this stack; the port's name is that of parts.json. */
export function portOf<N extends PartName>(stack: Stack, name: N, port: PortName<N>): number {
  const { ports, processPorts }: PartEntry = PARTS[name];
  const number = processPorts?.[port] ?? ports[port];
  if (number === undefined) throw new Error(`${name} has no port "${port}" in parts.json`);
  return number + stack.offset;
}

/** `127.0.0.1:PORT`, where a part listens in this stack. */
export function addressOf<N extends PartName>(stack: Stack, name: N, port: PortName<N>): string {
  return `127.0.0.1:${portOf(stack, name, port)}`;
}

/** `http://127.0.0.1:PORT`, where a part answers in this stack. */
export function urlOf<N extends PartName>(stack: Stack, name: N, port: PortName<N>): string {
  return `http://${addressOf(stack, name, port)}`;
}
