import { Type } from 'typebox';
import { defineFault } from './fault.ts';

/** Makes requests fail as a bug would. */
export function errorsFault() {
  let ratio = 0;
  return {
    fault: defineFault({
      name: 'errors',
      summary: 'Fail a share of the requests with 500',
      options: { ratio: Type.Number({ minimum: 0, maximum: 1, description: 'Share of the requests that fail' }) },
      start(options) {
        ratio = options.ratio;
        return () => {
          ratio = 0;
        };
      },
    }),
    beforeRequest() {
      if (Math.random() < ratio) throw new Error('the fault "errors" makes this request fail');
    },
  };
}
