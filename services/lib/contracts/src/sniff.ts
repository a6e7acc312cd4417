import type { InputFormat } from './picture.ts';

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1']);

/** Recognises the format of a picture by its first bytes; undefined for unsupported formats. */
export function sniff(bytes: Uint8Array): InputFormat | undefined {
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpeg';
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, 'RIFF') && text(bytes, 8, 12) === 'WEBP') return 'webp';
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'gif';
  // Classic TIFF has the number 42 after the byte order, BigTIFF 43.
  if (/^(II[*+]\0|MM\0[*+])/.test(text(bytes, 0, 4))) return 'tiff';
  const brands = isoBrands(bytes);
  if (brands.includes('avif') || brands.includes('avis')) return 'avif';
  return undefined;
}

/** Names what bytes that `sniff` does not recognise seem to be, for an error message. */
export function describeUnknown(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing: the body is empty';
  if (isoBrands(bytes).some((brand) => HEIC_BRANDS.has(brand))) return 'HEIC';
  if (startsWith(bytes, '%PDF-')) return 'PDF';
  if (startsWith(bytes, 'BM')) return 'BMP';
  if (startsWith(bytes, '\xff\x0a') || text(bytes, 4, 8) === 'JXL ') return 'JPEG XL';
  const head = text(bytes, 0, 2048);
  if (/^(\xef\xbb\xbf)?\s*</.test(head) && /<([\w-]+:)?svg[\s/>]/i.test(head)) return 'SVG';
  if (/^[\t\r\n\x20-\x7e\x80-\xff]+$/.test(head)) return 'text';
  return 'something else';
}

/** Major and compatible brands of an ISO media file (`ftyp` box), the only difference between AVIF and HEIC. */
function isoBrands(bytes: Uint8Array): string[] {
  if (text(bytes, 4, 8) !== 'ftyp') return [];
  const size = Buffer.from(bytes.subarray(0, 4)).readUInt32BE();
  const box = text(bytes, 8, Math.min(size, 256));
  const compatible = box.slice(8).match(/.{4}/gs) ?? [];
  return [box.slice(0, 4), ...compatible];
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return text(bytes, 0, magic.length) === magic;
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('latin1');
}
