import type { Server } from './server.ts';

/**
 * Takes bodies of any content type, also of none and of malformed ones, for routes where the bytes decide. A body of the
 * type `except` keeps its parser; all others get the parser for `*`.
 */
export function acceptAnyContentType(app: Server, except: string): void {
  app.addHook('onRequest', async ({ headers }) => {
    const type = headers['content-type'];
    if (type?.split(';')[0]?.trim().toLowerCase() === except) return;
    if (type !== undefined) headers['content-type'] = 'application/octet-stream';
  });
}
