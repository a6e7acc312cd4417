import { alertmanager, jaeger, loki, otelcol, prometheus } from './backends.ts';
import type { Part } from './part.ts';
import { postgres } from './postgres.ts';
import { imageSvc, jobSvc, userSvc } from './services.ts';
import type { Stack } from './stack.ts';

/** Every part of the stack, in the order in which they are started, and built when they have to be. */
export const parts: readonly Part[] = [
  postgres,
  imageSvc,
  jobSvc,
  userSvc,
  otelcol,
  prometheus,
  alertmanager,
  jaeger,
  loki,
];

/** The highest port of the stack, from which the largest offset follows. */
export const highestPort = Math.max(...parts.flatMap((part) => Object.values(part.ports)));

/** The parts that this stack starts by itself: not the database, when the user has one. */
export function partsOf(stack: Stack): readonly Part[] {
  return stack.env.DATABASE_URL ? parts.filter((part) => part !== postgres) : parts;
}
