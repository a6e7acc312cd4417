import { Picture } from './picture.ts';

export interface RoomOptions {
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
  readonly #pictures = new Set<Picture>();

  /** `refusal` makes the error for a picture that does not fit. */
  constructor(options: RoomOptions, refusal: () => Error) {
    this.#options = options;
    this.#refusal = refusal;
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
    const grow = (more: number): void => {
      if (!this.#fits(more, 1)) throw this.#refusal();
    };
    const picture: Picture = new Picture(this.#options.folder, bytes, grow, () => this.#pictures.delete(picture));
    this.#pictures.add(picture);
    return picture;
  }

  #fits(bytes: number, present: number): boolean {
    return this.#pictures.size === present || this.bytes + bytes <= this.#options.bytes;
  }
}
