import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface Props {
  readonly text: string;
  readonly label: string;
  readonly children?: ComponentChildren;
  readonly class?: string | undefined;
}

/** A button that copies a text, and says so for a moment. */
export function CopyButton({ text, label, children = 'Copy', class: name = 'copy' }: Props) {
  const isCopied = useSignal(false);
  const copy = async () => {
    isCopied.value = await copyText(text);
    setTimeout(() => {
      isCopied.value = false;
    }, 1200);
  };
  return (
    <button type="button" class={name} title={label} aria-label={label} onClick={copy}>
      {isCopied.value ? 'Copied' : children}
    </button>
  );
}

/** Copies a text. Without https, and from a file, browsers have only the older way. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    return isCopied;
  }
}
