import type { Endpoints } from '@triptych/client/endpoints';
import type { Server } from '@triptych/service';
import { Type } from 'typebox';
import { readAlerts } from '../now/alerts.ts';
import { readCalls } from '../now/calls.ts';
import { readConversions } from '../now/conversions.ts';
import { type Figures, figuresOf } from '../now/prometheus.ts';
import { readRequests } from '../now/requests.ts';
import { readServices } from '../now/services.ts';
import { source } from '../now/source.ts';
import { readTelemetry } from '../now/telemetry.ts';
import { Now, Order, Requests } from '../schemas/now.ts';

/** A search reads whole traces, so it is repeated less often than the other questions. */
const REQUESTS_FRESH_MS = 4000;

/** What the system does now. Pages ask every few seconds, so these routes leave no telemetry of their own. */
export async function nowRoutes(app: Server, { backends }: { readonly backends: Endpoints }): Promise<void> {
  const { prometheus, alertmanager, jaeger } = backends;
  const measured = <T>(read: (figures: Figures) => Promise<T>) =>
    source('Prometheus', () => read(figuresOf(prometheus, Date.now())));
  const services = measured(readServices);
  const calls = measured(readCalls);
  const conversions = measured(readConversions);
  const telemetry = measured(readTelemetry);
  const alerts = source('Alertmanager', () => readAlerts(alertmanager));
  const requestsBy = (order: Order) =>
    source(
      'Jaeger',
      async () => {
        const { data = [] } = await services();
        return readRequests(jaeger, order, (name) => data.find((one) => one.name === name)?.p95_seconds ?? null);
      },
      { freshMs: REQUESTS_FRESH_MS },
    );
  const requests = { latest: requestsBy('latest'), slowest: requestsBy('slowest'), failed: requestsBy('failed') };

  app.get(
    '/api/now',
    {
      config: { quiet: true },
      schema: {
        summary: 'Services, calls between them, alerts, conversions and the health of telemetry',
        response: { 200: Now },
      },
    },
    async () => {
      const [s, c, a, f, t] = await Promise.all([services(), calls(), alerts(), conversions(), telemetry()]);
      return { at: Date.now(), services: s, calls: c, alerts: a, conversions: f, telemetry: t };
    },
  );

  app.get(
    '/api/now/requests',
    {
      config: { quiet: true },
      schema: {
        summary: 'The latest, slowest or failed requests, 20 at most',
        querystring: Type.Object({ order: Type.Optional(Order) }),
        response: { 200: Requests },
      },
    },
    ({ query: { order = 'latest' } }) => requests[order](),
  );
}
