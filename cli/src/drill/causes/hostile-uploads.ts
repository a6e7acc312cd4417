import { setTimeout as delay } from 'node:timers/promises';
import { noisePicture } from '../../verify/picture.ts';

/** Where a PNG has its width: 4 bytes, and then 4 for its height. */
const WIDTH_OFFSET = 16;
const PAUSE_MS = 150;

/** Sends uploads that user_svc must refuse, one after the other, until the signal aborts. */
export async function sendHostileUploads(userSvc: string, signal: AbortSignal): Promise<void> {
  const url = new URL('/v1/conversions?format=webp', userSvc);
  while (!signal.aborted) {
    for (const body of hostileUploads()) {
      const reply = await fetch(url, { method: 'POST', body, signal }).catch(() => undefined);
      await reply?.body?.cancel();
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** A text, a script, an SVG that reads a file, and a picture that claims 60000 × 60000 pixels. */
function hostileUploads(): Uint8Array<ArrayBuffer>[] {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>';
  const bomb = Buffer.from(noisePicture());
  // The checksum of the header is wrong now, but the size is checked before it.
  bomb.writeUInt32BE(60_000, WIDTH_OFFSET);
  bomb.writeUInt32BE(60_000, WIDTH_OFFSET + 4);
  const uploads = [Buffer.from('not a picture'), Buffer.from('#!/bin/sh\nid'), Buffer.from(svg), bomb];
  return uploads.map((upload) => new Uint8Array(upload));
}
