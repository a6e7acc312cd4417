import type { FastifyInstance } from 'fastify';
import type { Telemetry } from '../start.ts';

/** Adds `/metrics`, from which Prometheus can scrape everything that goes out over OTLP as well. */
export function addMetricsRoute(app: FastifyInstance, { metrics: { registry } }: Telemetry): void {
  const [type = ''] = registry.contentType.split(';');
  const schema = {
    tags: ['operations'],
    summary: 'Metrics in the OpenMetrics text format',
    response: { 200: { description: 'Metrics', content: { [type]: { schema: { type: 'string' } } } } },
  };
  app.get('/metrics', { config: { quiet: true }, schema }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
