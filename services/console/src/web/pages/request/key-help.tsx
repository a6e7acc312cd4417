import { signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { KEYS, MORE_KEYS, press } from './keys.ts';
import type { RequestView } from './view.ts';

const isOpen = signal(false);

export function openKeyHelp(): void {
  isOpen.value = true;
}

/** Performs the keys of a request while no field has the focus. */
export function useKeys(view: RequestView, root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable || isOpen.value) return;
      if (event.key === '?') isOpen.value = true;
      else if (event.key === '/') root.current?.querySelector<HTMLInputElement>('.search input')?.focus();
      else if (event.key === 'Escape') view.change({ selected: undefined });
      else if (!press(event.key, view)) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', down);
    return () => document.removeEventListener('keydown', down);
  }, [view]);
}

/** The list of the keys. */
export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen.value) dialog.current?.showModal();
  }, [isOpen.value]);
  if (!isOpen.value) return null;
  const close = () => {
    isOpen.value = false;
  };
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={close}>
      <h2 id="keys-title">Keys</h2>
      <dl>
        {[...KEYS, ...MORE_KEYS].map(({ keys, meaning }) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="request-quiet">Drag over the bars to zoom. On the time axis the wheel zooms; elsewhere with Ctrl.</p>
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
