import { Type } from 'typebox';
import { defineFault, type Fault } from './fault.ts';

const MIB = 1024 * 1024;
const MOST = 1024 * 1024 * MIB;
/** Of more than 32 MiB glibc always gives everything back. */
const CHUNK_BYTES = 64 * MIB;
const TICK_MS = 100;

/** Resident memory outside of the JavaScript heap, as native code leaks it. */
export function memoryFault(): Fault {
  return defineFault({
    name: 'memory',
    summary: 'Hold resident memory',
    options: {
      bytes: Type.Integer({ minimum: 1, maximum: MOST, description: 'How much' }),
      bytesPerSecond: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MOST, description: 'Take it at this rate; all at once without' }),
      ),
    },
    start({ bytes, bytesPerSecond }) {
      const held: ArrayBuffer[] = [];
      const startedAt = performance.now();
      let heldBytes = 0;
      const grow = () => {
        const seconds = (performance.now() - startedAt) / 1000;
        const due = bytesPerSecond === undefined ? bytes : Math.min(bytes, Math.floor(bytesPerSecond * seconds));
        for (; heldBytes < due; heldBytes += held.at(-1)?.byteLength ?? 0) held.push(touched(due - heldBytes));
      };
      grow();
      const timer = setInterval(grow, TICK_MS).unref();
      return () => {
        clearInterval(timer);
        // Frees each at once; otherwise the next garbage collection would, whenever that is.
        for (const chunk of held) chunk.transfer(0);
      };
    },
  });
}

/** At most `bytes`, written to: pages that nobody has touched are not there. */
function touched(bytes: number): ArrayBuffer {
  const chunk = new ArrayBuffer(Math.min(bytes, CHUNK_BYTES));
  new Uint8Array(chunk).fill(1);
  return chunk;
}
