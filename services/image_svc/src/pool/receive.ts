import type { Readable } from 'node:stream';
import { orPoolFull } from './full.ts';
import type { Picture } from './picture.ts';

/**
 * Writes a body to a picture as it arrives; throws `tooLarge()` once it has more than `maxBytes`, and an error of the body
 * unchanged. Closes the picture when it fails. Leaves the body open, so that a reply can follow.
 */
export async function receive(
  body: Readable,
  picture: Picture,
  maxBytes: number,
  tooLarge: (bytes: number) => Error,
): Promise<void> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      const bytes = picture.bytes + chunk.length;
      if (bytes > maxBytes) throw tooLarge(bytes);
      picture.append(chunk);
    }
  } catch (error) {
    picture.close();
    throw orPoolFull(error);
  }
}
