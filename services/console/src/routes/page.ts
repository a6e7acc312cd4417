import { existsSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import type { FastifyReply } from 'fastify';
import { dataPath } from '../requests/data-path.ts';

/** The page that Vite builds from src/web. */
const DIST = join(import.meta.dirname, '../../dist');
/** The paths that the page shows; its router distinguishes them. */
const PATHS = ['/', '/convert', '/explore', '/login'];

/** The page and its files. File names contain a hash of the content, so browsers may keep them for ever. */
export async function pageRoutes(app: Server, { dist = DIST }: { readonly dist?: string } = {}): Promise<void> {
  await app.register(staticFiles, { root: dist, serve: false, preCompressed: true });
  if (existsSync(join(dist, 'assets'))) {
    await app.register(staticFiles, {
      root: join(dist, 'assets'),
      prefix: '/assets/',
      decorateReply: false,
      immutable: true,
      maxAge: '1y',
      index: false,
      preCompressed: true,
    });
  }
  const page = (reply: FastifyReply) => {
    if (!existsSync(join(dist, 'index.html'))) {
      const detail = 'The page is not built. Run "npm run build -w services/console", then load it again.';
      throw new ProblemError({ status: 503, code: 'page_not_built', detail });
    }
    // It names the files of this build; browsers ask each time whether it has changed.
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
  };
  const options = { config: { quiet: true }, schema: { hide: true } };
  for (const path of PATHS) app.get(path, options, (_request, reply) => page(reply));
  app.get<{ Params: { id: string } }>('/request/:id', options, ({ params: { id }, url }, reply) => {
    const data = dataPath(id, new URL(url, 'http://console').search);
    // The backends are asked while the browser still loads scripts: the rows are there 0.3 s earlier.
    return page(reply.header('link', `<${data}>; rel=preload; as=fetch; crossorigin`));
  });
}
