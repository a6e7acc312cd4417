import type { OutputFormat } from '@triptych/contracts';

/** File systems allow names of 255 bytes; the extension of the result needs a few of them. */
const MAX_BYTES = 200;

const EXTENSIONS: Record<OutputFormat, string> = { jpeg: 'jpg', png: 'png', webp: 'webp', avif: 'avif' };

/**
 * Makes the file name that a client sent safe to send back: without folders, without control characters and characters
 * that change the direction of text, and without what Windows refuses. Undefined when nothing is left.
 */
export function safeName(given: string | undefined): string | undefined {
  const base = given?.split(/[/\\]/).at(-1) ?? '';
  const plain = base.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').replace(/[<>:"|?*]/g, '_');
  const trimmed = shorten(plain.replace(/^[\s.]+/, '')).replace(/[\s.]+$/, '');
  return trimmed || undefined;
}

/** The file name of a result: that of its upload with another extension. */
export function nameOfResult(uploadName: string | undefined, format: OutputFormat): string {
  const stem = uploadName?.replace(/(?<=.)\.[a-z][a-z0-9]{1,4}$/i, '') ?? 'picture';
  return `${stem}.${EXTENSIONS[format]}`;
}

/** The characters from the beginning that fit into `MAX_BYTES`. */
function shorten(text: string): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(MAX_BYTES)).read);
}
