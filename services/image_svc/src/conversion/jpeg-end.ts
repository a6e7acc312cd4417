const END = Buffer.from([0xff, 0xd9]);
const SOI = 0xd8;
const APP14 = 0xee;
const SOS = 0xda;
/** Baseline, extended and progressive frames with Huffman codes: what cameras and programs write. */
const SOF = new Set([0xc0, 0xc1, 0xc2]);
const PROGRESSIVE = 0xc2;

/** A marker segment: `start` is the marker's 0xff, `data` what follows the length, `end` the byte behind it. */
interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly data: number;
  readonly end: number;
}

/**
 * Adds the end marker to a JPEG that has all its scans; returns undefined when one is missing.
 * Its last scan may still be cut: then a decoder that stops at warnings refuses `probe`.
 */
export function withEndMarker(
  jpeg: Uint8Array,
): { readonly whole: Uint8Array; readonly probe: Uint8Array } | undefined {
  const whole = Buffer.concat([jpeg, END]);
  const segments = segmentsOf(whole);
  const frame = segments.find(({ marker }) => SOF.has(marker));
  const scans = segments.filter(({ marker }) => marker === SOS);
  if (!frame || !isComplete(whole, frame, scans)) return undefined;
  const isSingleScan = frame.marker !== PROGRESSIVE && scans.length === 1;
  return { whole, probe: isSingleScan ? expectingMoreScans(whole, frame, segments) : whole };
}

/** Segments up to the end of the data; entropy-coded data are skipped. */
function segmentsOf(jpeg: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let start = jpeg.indexOf(0xff); start >= 0 && start + 4 <= jpeg.length; ) {
    const marker = jpeg[start + 1] as number;
    // Stuffed bytes, restarts and fill bytes have no length.
    if (marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= SOI)) {
      start = jpeg.indexOf(0xff, start + (marker === 0xff ? 1 : 2));
      continue;
    }
    const end = start + 2 + jpeg.readUInt16BE(start + 2);
    segments.push({ marker, start, data: start + 4, end });
    start = jpeg.indexOf(0xff, end);
  }
  return segments;
}

/** True when the scans hold every component and, in a progressive frame, every bit of every coefficient. */
function isComplete(jpeg: Buffer, frame: Segment, scans: readonly Segment[]): boolean {
  const missing = new Set<string>();
  const coefficients = frame.marker === PROGRESSIVE ? 64 : 1;
  for (const component of componentsOf(jpeg, frame))
    for (let coefficient = 0; coefficient < coefficients; coefficient++) missing.add(`${component} ${coefficient}`);
  for (const { data, end } of scans) {
    // Ss, Se, and Ah/Al: the lowest bit that this scan gives.
    const [first = 0, last = 0, bits = 0] = jpeg.subarray(end - 3, end);
    if ((bits & 15) !== 0) continue;
    const components = jpeg[data] ?? 0;
    for (let index = 0; index < components; index++)
      for (let coefficient = first; coefficient <= last; coefficient++)
        missing.delete(`${jpeg[data + 1 + 2 * index]} ${coefficient}`);
  }
  return missing.size === 0;
}

function componentsOf(jpeg: Buffer, { data }: Segment): number[] {
  return Array.from({ length: jpeg[data + 5] ?? 0 }, (_, index) => jpeg[data + 6 + 3 * index] ?? 0);
}

/**
 * The same data in a frame with one more component. libjpeg returns the rows of a single scan while it reads them, and
 * libvips misses a warning about the last ones. When a component has no scan yet, libjpeg reads to the end first, and
 * libvips sees every warning.
 */
function expectingMoreScans(jpeg: Buffer, { start, data, end }: Segment, segments: readonly Segment[]): Buffer {
  const probe = Buffer.from(jpeg);
  const components = componentsOf(jpeg, { data } as Segment);
  const id = [1, 2, 3, 4, 5].find((unused) => !components.includes(unused)) as number;
  probe.writeUInt16BE(end - start + 1, start + 2);
  probe[data + 5] = components.length + 1;
  // Adobe's marker says how three or four components are coded; with another number it is a warning.
  for (const { marker, start: at } of segments) if (marker === APP14) probe[at + 1] = APP14 - 1;
  const component = Buffer.from([id, 0x11, jpeg[data + 8] ?? 0]);
  return Buffer.concat([probe.subarray(0, end), component, probe.subarray(end)]);
}
