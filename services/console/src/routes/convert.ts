import type { Server } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import type { Backends } from '../backends.ts';

interface Options {
  readonly telemetry: Telemetry;
  readonly backends: Backends;
}

export async function convertRoutes(_app: Server, _options: Options): Promise<void> {}
