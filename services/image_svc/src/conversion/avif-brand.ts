/**
 * The same AVIF with `avif` as its major brand. libvips goes by the major brand alone and knows neither that of image
 * sequences (`avis`) nor those of general files (`miaf`, `MA1B`), although libheif reads their still picture.
 */
export function withAvifBrand(avif: Uint8Array): Uint8Array {
  if (view(avif).toString('latin1', 8, 12) === 'avif') return avif;
  const copy = Buffer.from(avif);
  copy.write('avif', 8);
  return copy;
}

/** False for an image sequence without a still picture (no `meta` box), which libvips cannot read. */
export function hasStillPicture(avif: Uint8Array): boolean {
  const bytes = view(avif);
  const boxes = new Set<string>();
  // A box is its size, its type and its content; sizes 0 and 1 stand for the rest of the file and for 64 bits.
  for (let at = 0; at + 16 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    boxes.add(bytes.toString('latin1', at + 4, at + 8));
    at += size === 0 ? bytes.length : Math.max(8, size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : size);
  }
  return boxes.has('meta') || !boxes.has('moov');
}

function view({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
