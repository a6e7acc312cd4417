import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ATTRIBUTES, type LogEvent } from '@triptych/catalogue';
import type { TestStack } from '../conversions.ts';
import type { Kill } from './killer.ts';

/** A line on the stdout of a service. */
export interface WrittenLine {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly event: LogEvent;
  readonly jobId: string | undefined;
}

/** One process of a service, with everything that it wrote. */
export interface ServiceProcess {
  readonly service: string;
  readonly lines: readonly WrittenLine[];
  /** When it was killed; undefined for the process that still runs. */
  readonly killedAt: number | undefined;
}

/** The supervisor starts a new process no sooner than 500 ms after the end of the last one. */
export const RESTART_MILLIS = 500;

/** The processes of a service, the first one first. Their lines are in one file; each kill begins a new process. */
export async function processesOf(
  stack: TestStack,
  service: string,
  kills: readonly Kill[],
): Promise<ServiceProcess[]> {
  const lines = (await readFile(join(stack.stack.logs, `${service}.log`), 'utf8'))
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .map(readLine);
  const ends = kills.filter(({ part }) => part === service).map(({ at }) => at);
  const bounds = ends.map((at) => at + RESTART_MILLIS / 2);
  return [...ends, undefined].map((killedAt, i) => {
    const [from = 0, to = Number.POSITIVE_INFINITY] = [bounds[i - 1], bounds[i]];
    return { service, killedAt, lines: lines.filter(({ time }) => time >= from && time < to) };
  });
}

function readLine(text: string): WrittenLine {
  const { time, message, metadata } = JSON.parse(text) as {
    time: string;
    message: LogEvent;
    metadata: Record<string, string>;
  };
  return { text, time: Date.parse(time), event: message, jobId: metadata[ATTRIBUTES.jobId] };
}
