import { closeSync, copyFileSync, mkdirSync, openSync, readSync, renameSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '../stack.ts';

const rotateBytes = 10_000_000;
const capBytes = 100_000_000;

/** The file with a part's output. */
export function logPath(stack: Stack, name: string): string {
  return join(stack.logs, `${name}.log`);
}

/** Opens a part's log for appending. A log above 10 MB becomes `.log.1` first and replaces the one before. */
export function openLog(stack: Stack, name: string): { fd: number; size: number } {
  mkdirSync(stack.logs, { recursive: true });
  const path = logPath(stack, name);
  if (sizeOf(path) > rotateBytes) renameSync(path, `${path}.1`);
  return { fd: openSync(path, 'a'), size: sizeOf(path) };
}

/** Empties the log of a running part that is above 100 MB, and keeps one copy of it. */
export function capLog(stack: Stack, name: string): void {
  const path = logPath(stack, name);
  if (sizeOf(path) <= capBytes) return;
  copyFileSync(path, `${path}.1`);
  // The part writes in append mode, so its next line becomes the first line.
  truncateSync(path);
}

/** The last lines of a file, from the byte `from` on. */
export function tail(path: string, lines: number, from = 0): string[] {
  const size = sizeOf(path);
  const start = Math.max(from > size ? 0 : from, size - 64 * 1024);
  const buffer = Buffer.alloc(Math.max(0, size - start));
  if (buffer.length === 0) return [];
  const fd = openSync(path, 'r');
  try {
    readSync(fd, buffer, 0, buffer.length, start);
  } finally {
    closeSync(fd);
  }
  return buffer.toString('utf8').trimEnd().split('\n').slice(-lines);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
