import { request } from 'node:https';
import { print } from '@triptych/terminal';
import { UserError } from '../command.ts';
import { type Backing, localBacking } from './backing.ts';
import { findProgram } from './build/binaries.ts';
import { dockerBacking, missingImages } from './docker/backing.ts';
import { engineAnswers } from './docker/engine.ts';
import { partsOf } from './parts/index.ts';
import type { Stack } from './stack.ts';

export const BACKENDS = ['docker', 'local'] as const;
export type Backends = (typeof BACKENDS)[number];

/** The wanted kind of backends, or else the kind that is ready first on this machine. */
export async function chooseBacking(stack: Stack, wanted?: Backends): Promise<{ kind: Backends; backing: Backing }> {
  const kind = wanted ?? (await choose(stack));
  if (kind === 'local') return { kind, backing: localBacking(stack) };
  if (wanted && !(await engineAnswers(stack.env, 10_000))) {
    throw new UserError(
      'no container engine answers "docker version": start one, or build the backends with --backends local',
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

/** Whether Docker Hub answers within the time: then images can most likely be pulled. */
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
