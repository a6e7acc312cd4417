import { computed, signal } from '@preact/signals';

/** The address of the page: the state of every view is in it, so that a link shows the same again. */
export const location = signal(new URL(window.location.href));

window.addEventListener('popstate', () => {
  location.value = new URL(window.location.href);
});

/** Shows another address. `replace` leaves no entry in the history: for changes such as zoom and selection. */
export function navigate(address: string | URL, { replace = false } = {}): void {
  const url = new URL(address, window.location.href);
  try {
    window.history[replace ? 'replaceState' : 'pushState'](null, '', url);
  } catch {
    // A browser may refuse to change the address of a file, or to change an address too often: the page changes anyway.
  }
  location.value = url;
}

/** Changes parameters of the address; undefined removes one. */
export function setParameters(
  changes: Readonly<Record<string, string | undefined>>,
  options = { replace: true },
): void {
  const url = new URL(location.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  navigate(url, options);
}

/** A parameter of the address. */
export const parameter = (name: string) => computed(() => location.value.searchParams.get(name) ?? undefined);
