import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/** Replaces the content of a file with what `change` makes of it, in the same file. */
export async function replaceContent<T extends { readonly picture: Uint8Array }>(
  path: string,
  change: (content: Uint8Array) => Promise<T>,
): Promise<T> {
  const file = openSync(path, 'r+');
  try {
    const changed = await change(contentOf(file));
    ftruncateSync(file, 0);
    const { picture } = changed;
    for (let at = 0; at < picture.length; ) at += writeSync(file, picture, at, picture.length - at, at);
    return changed;
  } finally {
    closeSync(file);
  }
}

function contentOf(file: number): Uint8Array {
  const content = Buffer.allocUnsafeSlow(fstatSync(file).size);
  for (let at = 0; at < content.length; ) {
    const length = readSync(file, content, at, content.length - at, at);
    if (length === 0) throw new Error(`the file of the picture ends after ${at} of ${content.length} bytes`);
    at += length;
  }
  return content;
}
