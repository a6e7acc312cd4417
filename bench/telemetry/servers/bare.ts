// Fastify and pino without telemetry: what the others are compared with.
import Fastify from 'fastify';
import pino from 'pino';
import { serve } from './serve.ts';

const log = pino({ level: 'info' });
/** A route that does more work for each request. */
const workMillis = Number(process.env.WORK_MICROS ?? 0) / 1000;
let served = 0;
const app = Fastify();
app.get('/', async () => {
  served += 1;
  log.info({ n: 1 }, 'job created');
  for (const end = performance.now() + workMillis; performance.now() < end; );
  return { ok: true };
});
await serve(app, { served: () => served });
