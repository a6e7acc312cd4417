import { randomUUID } from 'node:crypto';

/** Prefix of the keys of uploaded pictures. */
export const SOURCES = 'sources';
/** Prefix of the keys of converted pictures. */
export const RESULTS = 'results';

/** New store keys for one conversion. They do not contain the job id: the picture is stored before its job exists. */
export function newKeys(): { source: string; target: string } {
  const name = randomUUID();
  return { source: `${SOURCES}/${name}`, target: `${RESULTS}/${name}` };
}
