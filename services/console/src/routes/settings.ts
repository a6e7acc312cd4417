import type { Server } from '@triptych/service';
import type { Config } from '../config.ts';
import { Settings } from '../schemas/settings.ts';

/** What the page must know of its server. */
export async function settingsRoutes(
  app: Server,
  { config, version }: { readonly config: Config; readonly version: string },
): Promise<void> {
  const base = (url: string) => url.replace(/\/+$/, '');
  app.get(
    '/api/settings',
    { schema: { summary: 'Links to other pages, and the version', response: { 200: Settings } } },
    async () => ({
      version,
      access: config.CONSOLE_ACCESS,
      ...(config.JAEGER_PAGE_URL && { jaeger_url: base(config.JAEGER_PAGE_URL) }),
      ...(config.GRAFANA_URL && { grafana_url: base(config.GRAFANA_URL) }),
    }),
  );
}
