const SECRET = new Set(['authorization', 'cookie', 'password']);
const CENSOR = '[redacted]';

/** Returns fields in which the secrets of objects are replaced. Copies only what has one. */
export function redacted(fields: Record<string, unknown>): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const key in fields) {
    const value = fields[key];
    if (typeof value !== 'object' || value === null || value instanceof Error) continue;
    for (const name in value) {
      if (!SECRET.has(name)) continue;
      copy ??= { ...fields };
      copy[key] = censored(value as Record<string, unknown>);
      break;
    }
  }
  return copy ?? fields;
}

function censored(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, SECRET.has(name) ? CENSOR : one]));
}
