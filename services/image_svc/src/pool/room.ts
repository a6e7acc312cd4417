import { Picture } from './picture.ts';
import { ScratchFiles } from './scratch-files.ts';

export interface RoomOptions {
  /** Folder of the pictures. */
  readonly folder: string;
  /** Largest number of pictures that are received, wait or are converted. */
  readonly places: number;
  /** Largest total size of pictures and results on their way. A single picture always fits. */
  readonly bytes: number;
}

/** The pictures on their way, from before their first byte until they are closed. */
export class Room {
  readonly #options: RoomOptions;
  readonly #refusal: () => Error;
  readonly #files: ScratchFiles;
  readonly #pictures = new Set<Picture>();

  /** `refusal` makes the error for a picture that does not fit. */
  constructor(options: RoomOptions, refusal: () => Error) {
    this.#options = options;
    this.#refusal = refusal;
    this.#files = new ScratchFiles(options.folder);
  }

  /** Number of pictures that are received, wait or are converted. */
  get taken(): number {
    return [...this.#pictures].filter(({ isConverted }) => !isConverted).length;
  }

  get bytes(): number {
    return [...this.#pictures].reduce((sum, { reserved }) => sum + reserved, 0);
  }

  /** Opens an empty picture with room for `bytes`; throws when there is no place or no room. */
  admit(bytes: number): Picture {
    if (this.taken >= this.#options.places || !this.#fits(bytes, 0)) throw this.#refusal();
    const picture = new Picture(this.#files.take(), bytes, {
      grow: (more) => {
        if (!this.#fits(more, 1)) throw this.#refusal();
      },
      end: (picture, file, largest) => {
        this.#pictures.delete(picture);
        // The converter of a conversion that failed may be about to die, and still write.
        if (picture.isConverted) this.#files.giveBack(file, largest);
        else this.#files.discard(file);
      },
    });
    this.#pictures.add(picture);
    return picture;
  }

  /** Closes the files that are kept for further pictures. */
  close(): void {
    this.#files.close();
  }

  /** Whether there is room for further bytes, when `present` pictures are those that ask for it. */
  #fits(bytes: number, present: 0 | 1): boolean {
    return this.#pictures.size === present || this.bytes + bytes <= this.#options.bytes;
  }
}
