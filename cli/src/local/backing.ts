import { request } from 'node:https';
import { UserError } from '../command.ts';
import { print } from '../output.ts';
import { binariesOf, findProgram } from './binaries.ts';
import { dockerBacking, missingImages } from './docker/backing.ts';
import { engineAnswers } from './docker/engine.ts';
import type { Part } from './part.ts';
import { partsOf } from './parts.ts';
import type { Stack } from './stack.ts';
import type { Binaries } from './supervisor.ts';

export const backends = ['docker', 'local'] as const;
export type Backends = (typeof backends)[number];

/** The parts of a stack, by what its backends run on, and where their programs come from. */
export interface Backing {
  readonly parts: readonly Part[];
  readonly binaries: Binaries;
  /** Makes what the parts have in common; before the first is started. */
  open(): Promise<void>;
  /** Removes it; when the last has stopped. */
  close(): Promise<void>;
}

/** Everything as processes of this machine. */
export function localBacking(stack: Stack): Backing {
  return { parts: partsOf(stack), binaries: binariesOf(stack), async open() {}, async close() {} };
}

/** What was asked for, or else what costs the least waiting here. */
export async function backingOf(stack: Stack, wanted?: Backends): Promise<{ kind: Backends; backing: Backing }> {
  const kind = wanted ?? (await choose(stack));
  if (kind === 'local') return { kind, backing: localBacking(stack) };
  if (wanted && !(await engineAnswers(stack.env, 10_000))) {
    throw new UserError(
      'no container engine answers ("docker version"): start it, or build the backends: --backends local',
    );
  }
  if (!wanted) print('The backends run in containers; "--backends local" runs them as processes.');
  return { kind, backing: await dockerBacking(stack) };
}

async function choose(stack: Stack): Promise<Backends> {
  const tools = partsOf(stack).flatMap(({ tool }) => tool ?? []);
  if (tools.some((name) => stack.env[`TRIPTYCH_${name.toUpperCase()}_BIN`])) return 'local';
  if (!(await engineAnswers(stack.env))) return 'local';
  if ((await missingImages(stack)).length === 0) return 'docker';
  if (tools.every((name) => findProgram(name, stack))) return 'local';
  return (await registryAnswers()) ? 'docker' : 'local';
}

/** Whether images can be pulled, as far as that can be told within a moment. */
function registryAnswers(timeoutMs = 500): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request('https://registry-1.docker.io/v2/', { method: 'HEAD', timeout: timeoutMs, agent: false });
    asked.on('response', ({ statusCode = 0 }) => resolve(statusCode === 200 || statusCode === 401));
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.on('close', () => resolve(false));
    asked.end();
  });
}
