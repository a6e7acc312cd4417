import type { Endpoints } from '@triptych/client/endpoints';
import type { Server } from '@triptych/service';
import { Type } from 'typebox';
import { limitedRange, type Range } from '../explore/limits.ts';
import { findInLogs } from '../explore/logql.ts';
import { readNames } from '../explore/names.ts';
import { findSeries } from '../explore/promql.ts';
import { remember } from '../explore/remember.ts';
import { findTraces } from '../explore/traces.ts';
import { invalidRange } from '../problems.ts';
import { Found, Language, Names } from '../schemas/explore.ts';

const Time = (description: string) => Type.String({ format: 'date-time', description });
const Name = (pattern: string) => Type.Optional(Type.String({ pattern, maxLength: 200 }));

/** Queries of people: they read, and never write. */
export async function exploreRoutes(app: Server, { backends }: { readonly backends: Endpoints }): Promise<void> {
  const namesBy = remember<string[]>({ seconds: 60, most: 200 });

  app.get(
    '/api/explore',
    {
      schema: {
        summary: 'Query metrics, log lines or traces',
        description:
          'At most 7 days, 100 series, 1000 lines and 50 traces; `cuts` says which of these limits left something out.',
        querystring: Type.Object({
          language: Language,
          query: Type.String({ minLength: 1, maxLength: 4000 }),
          start: Time('Beginning of the range'),
          end: Time('End of the range'),
        }),
        response: { 200: Found },
      },
    },
    async ({ query: { language, query, start, end } }) => {
      const { range, cuts } = limitedRange(rangeOf(start, end));
      const found = await find(backends, language, query, range);
      return { ...found, cuts: [...cuts, ...found.cuts] };
    },
  );

  app.get(
    '/api/explore/names',
    {
      config: { quiet: true },
      schema: {
        summary: 'Names that exist, to complete a query',
        querystring: Type.Object({
          language: Language,
          of: Type.Union(
            (['metrics', 'labels', 'values', 'services', 'operations'] as const).map((of) => Type.Literal(of)),
          ),
          label: Name('^[a-zA-Z_][a-zA-Z0-9_]*$'),
          metric: Name('^[a-zA-Z_:][a-zA-Z0-9_:]*$'),
          service: Name('^[^/]+$'),
        }),
        response: { 200: Names },
      },
    },
    async ({ query }) => ({ names: await namesBy(JSON.stringify(query), () => readNames(backends, query)) }),
  );
}

function find(
  { prometheus, loki, jaeger }: Endpoints,
  language: Language,
  query: string,
  range: Range,
): Promise<Found> {
  switch (language) {
    case 'promql':
      return findSeries(prometheus, query, range);
    case 'logql':
      return findInLogs(loki, query, range);
    case 'traces':
      return findTraces(jaeger, query, range);
  }
}

function rangeOf(from: string, to: string): Range {
  const range = { start: new Date(from), end: new Date(to) };
  if (range.start < range.end) return range;
  throw invalidRange('The range must end after it starts.');
}
