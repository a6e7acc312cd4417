/** Milliseconds for people: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  const s = ms / 1000;
  if (s < 9.95) return `${s.toFixed(1)} s`;
  if (s < 60) return `${Math.floor(s)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(Math.floor(s % 60)).padStart(2, '0')} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/** A short time for people: `0 ms`, `0.4 ms`, `207 ms`, `1.19 s`, `3 min 05 s`. */
export function elapsed(micros: number): string {
  if (micros < 50) return '0 ms';
  if (micros < 9_950) return `${(micros / 1000).toFixed(1)} ms`;
  if (micros < 999_500) return `${Math.round(micros / 1000)} ms`;
  if (micros < 9_995_000) return `${(micros / 1e6).toFixed(2)} s`;
  if (micros < 59_950_000) return `${(micros / 1e6).toFixed(1)} s`;
  return duration(micros / 1000);
}

/** Bytes for people: `118 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

/** `1 span`, `3 spans`; `more` is the plural where an s does not make it. */
export function plural(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
