import { Type } from 'typebox';
import { defineFault, type Fault } from './fault.ts';

const MIB = 1024 * 1024;
const MAX_BYTES = 1024 * 1024 * MIB;
/** glibc returns allocations of more than 32 MiB to the system at once. */
const CHUNK_BYTES = 64 * MIB;
const TICK_MS = 100;

/** Holds resident memory outside the JavaScript heap, as a leak in native code does. */
export function memoryFault(): Fault {
  return defineFault({
    name: 'memory',
    summary: 'Hold resident memory',
    options: {
      bytes: Type.Integer({ minimum: 1, maximum: MAX_BYTES, description: 'Size of the memory in bytes' }),
      bytesPerSecond: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: MAX_BYTES,
          description: 'Rate at which the memory grows; without it, all is held at once',
        }),
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
        // Frees each chunk now instead of at the next garbage collection.
        for (const chunk of held) chunk.transfer(0);
      };
    },
  });
}

/** Allocates at most `bytes` and writes to them: pages without a write are not resident. */
function touched(bytes: number): ArrayBuffer {
  const chunk = new ArrayBuffer(Math.min(bytes, CHUNK_BYTES));
  new Uint8Array(chunk).fill(1);
  return chunk;
}
