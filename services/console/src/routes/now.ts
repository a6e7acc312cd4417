import type { Server } from '@triptych/service';
import type { Backends } from '../backends.ts';

export async function nowRoutes(_app: Server, _options: { readonly backends: Backends }): Promise<void> {}
