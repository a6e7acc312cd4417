import type { Server } from '@triptych/service';
import type { Config } from '../config.ts';
import { retentionSeconds } from '../requests/retention.ts';
import { Settings } from '../schemas/settings.ts';

/** What the page must know of its server. */
export async function settingsRoutes(
  app: Server,
  { config, version }: { readonly config: Config; readonly version: string },
): Promise<void> {
  const [spans, lines] = [retentionSeconds(config.JAEGER_TTL), retentionSeconds(config.LOKI_RETENTION)];
  const base = (url: string) => url.replace(/\/+$/, '');
  app.get(
    '/api/settings',
    {
      schema: {
        summary: 'Links to other pages, how long backends keep data, and the version',
        response: { 200: Settings },
      },
    },
    async () => ({
      version,
      access: config.CONSOLE_ACCESS,
      ...(spans !== undefined && { span_retention_seconds: spans }),
      ...(lines !== undefined && { line_retention_seconds: lines }),
      ...(config.JAEGER_PAGE_URL && { jaeger_url: base(config.JAEGER_PAGE_URL) }),
      ...(config.GRAFANA_URL && { grafana_url: base(config.GRAFANA_URL) }),
    }),
  );
}
