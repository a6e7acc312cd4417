import { Type } from 'typebox';
import { defineFault } from './fault.ts';

/** Requests that fail as if there were a bug. */
export function errorsFault() {
  let ratio = 0;
  return {
    fault: defineFault({
      name: 'errors',
      summary: 'Fail requests with a 500',
      options: { ratio: Type.Number({ minimum: 0, maximum: 1, description: 'Share of the requests' }) },
      start(options) {
        ratio = options.ratio;
        return () => {
          ratio = 0;
        };
      },
    }),
    beforeRequest() {
      if (Math.random() < ratio) throw new Error('the fault "errors" has this request fail');
    },
  };
}
