import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Replaces the first `bytes` of a file with the picture that `change` makes of them, in the same file. */
export async function replaceContent<T extends { readonly picture: Uint8Array }>(
  path: string,
  bytes: number,
  change: (content: Uint8Array) => Promise<T>,
): Promise<T> {
  const file = openSync(path, 'r+');
  try {
    const changed = await change(contentOf(file, bytes));
    const { picture } = changed;
    // Not cut: the next picture uses the memory behind again.
    for (let at = 0; at < picture.length; ) at += writeSync(file, picture, at, picture.length - at, at);
    return changed;
  } finally {
    closeSync(file);
  }
}

function contentOf(file: number, bytes: number): Uint8Array {
  const content = Buffer.allocUnsafeSlow(bytes);
  for (let at = 0; at < bytes; ) {
    const length = readSync(file, content, at, bytes - at, at);
    if (length === 0) throw new Error(`the file of the picture ends after ${at} of ${bytes} bytes`);
    at += length;
  }
  return content;
}
