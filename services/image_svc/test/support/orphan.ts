// Run, and killed, by pool.test.ts: starts a long conversion and prints the process id of its converter.
import { createPool } from '../../src/pool/pool.ts';
import { noise } from './pictures.ts';
import { convertBytes } from './pool.ts';

let converter: number | undefined;
const pool = createPool({ size: 1, onEvent: ({ pid }) => (converter = pid) });
const picture = await noise(2000, 2000).jpeg().toBuffer();
// After the order has been sent, in the same iteration of the event loop.
await convertBytes(pool, picture, { format: 'avif', effort: 9 }, { onStart: () => setImmediate(say) });

function say(): void {
  process.stdout.write(`${converter}\n`);
}
