/** Where the server answers with one request, for the id and the query in the address of its page. */
export function dataPath(id: string, search: string): string {
  return `/api/requests/${encodeURIComponent(id)}${rangeIn(search)}`;
}

/** The range of time in the query of the page, as a query. */
export function rangeIn(search: string): string {
  const given = new URLSearchParams(search);
  const kept = new URLSearchParams();
  for (const name of ['from', 'to']) {
    const value = given.get(name);
    if (value !== null && /^\d+$/.test(value)) kept.set(name, value);
  }
  return kept.size > 0 ? `?${kept}` : '';
}
