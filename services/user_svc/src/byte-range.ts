import type { ByteRange } from '@triptych/store';

/**
 * Reads a Range header for an object of `bytes` bytes (RFC 9110, section 14). A header that is invalid or has another
 * unit means the whole, as the standard demands; so do several ranges, for which it allows this.
 */
export function readRange(header: string | undefined, bytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  // Without a first byte it is the number of bytes at the end.
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (first !== '' && last !== '' && Number(last) < start) return 'whole';
  return start < bytes ? { start, end } : 'unsatisfiable';
}
