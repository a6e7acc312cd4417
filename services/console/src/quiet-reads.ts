import type { Server } from '@triptych/service';

/**
 * Makes every route quiet that only reads: an open page asks every few seconds, and what the console reads must not count
 * as traffic of the product, nor fill Loki. Register it before the routes; a route may say otherwise.
 */
export function quietReads(app: Server): void {
  app.addHook('onRoute', (route) => {
    const reads = [route.method].flat().every((method) => method === 'GET' || method === 'HEAD');
    if (reads) route.config = { quiet: true, ...route.config };
  });
}
