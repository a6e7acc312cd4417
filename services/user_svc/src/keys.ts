import { randomUUID } from 'node:crypto';

/** Uploaded pictures. */
export const SOURCES = 'sources';
/** Converted pictures. */
export const RESULTS = 'results';

/** Store keys for one conversion; the picture is stored before its job, and so its id, exists. */
export function newKeys(): { source: string; target: string } {
  const name = randomUUID();
  return { source: `${SOURCES}/${name}`, target: `${RESULTS}/${name}` };
}
