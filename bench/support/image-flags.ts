import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

/** The flags that Node has in the images of the services: those of the ENTRYPOINT of the stage `production`. */
export function imageFlags(): string[] {
  const dockerfile = readFileSync(join(root, 'services/Dockerfile'), 'utf8');
  const production = dockerfile.slice(dockerfile.indexOf(' AS production'));
  const entry = /^ENTRYPOINT (\[.*\])$/m.exec(production)?.[1];
  if (!entry) throw new Error('services/Dockerfile has no ENTRYPOINT in its stage "production"');
  return (JSON.parse(entry) as string[]).filter((word) => word.startsWith('--'));
}
