import { noisePicture } from '../../verify/picture.ts';

const WIDTH_AT = 16;

/** Uploads that must be refused: nothing, text, a script, SVG that reads a file, a picture cut off, one of 60000². */
export function hostileUploads(): Uint8Array<ArrayBuffer>[] {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>';
  const picture = noisePicture();
  // Its size is in its head; the checksum behind it is wrong then, which nobody gets to see.
  const bomb = Buffer.from(picture);
  bomb.writeUInt32BE(60_000, WIDTH_AT);
  bomb.writeUInt32BE(60_000, WIDTH_AT + 4);
  const uploads = [Buffer.from('not a picture'), Buffer.from('#!/bin/sh\nid'), Buffer.from(svg), bomb];
  return uploads.map((upload) => new Uint8Array(upload));
}
