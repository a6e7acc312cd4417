import type { Server } from './server.ts';

/** The methods that the routes of a server have at a path. */
export interface Methods {
  /** In the order of the routes, with OPTIONS at the end; empty when no route has this path. */
  at(path: string): readonly string[];
}

/** Notes every route that is added from now on. */
export function collectMethods(app: Server): Methods {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  return {
    at(path) {
      const found = [...methods].filter(([template]) => matches(template, path)).flatMap(([, known]) => [...known]);
      return found.length === 0 ? [] : [...new Set([...found, 'OPTIONS'])];
    },
  };
}

/** True when `path` belongs to a route of Fastify: `:name` stands for one segment, `*` for the rest. */
function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.at(-1) === '*') return given.length >= wanted.length && wanted.slice(0, -1).every(fits);
  return given.length === wanted.length && wanted.every(fits);

  function fits(segment: string, i: number): boolean {
    return segment.startsWith(':') ? given[i] !== '' : segment === given[i];
  }
}
