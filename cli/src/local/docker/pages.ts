import { urlOf } from '../parts/address.ts';
import type { Part } from '../parts/part.ts';

/** A part that knows the pages that Jaeger and Grafana have in containers alone: the console links to them. */
export function withPages(part: Part): Part {
  if (part.name !== 'console') return part;
  return {
    ...part,
    launch(stack, binary) {
      const launch = part.launch(stack, binary);
      const pages = { JAEGER_PAGE_URL: urlOf(stack, 'jaeger', 'http'), GRAFANA_URL: urlOf(stack, 'grafana', 'http') };
      return { ...launch, defaults: { ...launch.defaults, ...pages } };
    },
  };
}
