// Fastify and pino without telemetry: what the others are compared with.
import Fastify from 'fastify';
import pino from 'pino';
import { serve } from './serve.ts';

const log = pino({ level: 'info' });
let served = 0;
const app = Fastify();
app.get('/', async () => {
  served += 1;
  log.info({ n: 1 }, 'job created');
  return { ok: true };
});
await serve(app, { served: () => served });
