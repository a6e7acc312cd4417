import { existsSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';

/** The page that Vite builds from src/web. */
const DIST = join(import.meta.dirname, '../../dist');
/** The paths that the page shows; its router distinguishes them. */
const PATHS = ['/', '/request/:id', '/convert', '/explore', '/login'];

/** The page and its files. File names contain a hash of the content, so browsers may keep them for ever. */
export async function pageRoutes(app: Server): Promise<void> {
  await app.register(staticFiles, { root: DIST, serve: false, preCompressed: true });
  if (existsSync(join(DIST, 'assets'))) {
    await app.register(staticFiles, {
      root: join(DIST, 'assets'),
      prefix: '/assets/',
      decorateReply: false,
      immutable: true,
      maxAge: '1y',
      index: false,
      preCompressed: true,
    });
  }
  for (const path of PATHS) {
    app.get(path, { config: { quiet: true }, schema: { hide: true } }, (_request, reply) => {
      if (!existsSync(join(DIST, 'index.html'))) {
        const detail = 'The page is not built. Run "npm run build -w services/console", then load it again.';
        throw new ProblemError({ status: 503, code: 'page_not_built', detail });
      }
      return reply.sendFile('index.html', { cacheControl: false });
    });
  }
}
