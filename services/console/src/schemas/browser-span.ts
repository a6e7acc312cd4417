import { type Static, Type } from 'typebox';

/** The upload of a picture as the browser measured it: the root of the trace of its conversion. */
export const BrowserSpan = Type.Object(
  {
    trace_id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    span_id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    request_id: Type.String({ pattern: '^[A-Za-z0-9._-]{8,128}$' }),
    started_at: Type.Number({ minimum: 0, description: 'Milliseconds since 1970, by the clock of the browser' }),
    duration_seconds: Type.Number({ minimum: 0, maximum: 3600 }),
    bytes: Type.Integer({ minimum: 0, maximum: 1e12, description: 'Size of the picture' }),
    status: Type.Integer({ minimum: 0, maximum: 599, description: 'Status of the reply; 0 without one' }),
  },
  { additionalProperties: false },
);
export type BrowserSpan = Static<typeof BrowserSpan>;
