/** What the form of the page offers: a part of ConvertOptions, as text. */
export interface Options {
  readonly format: string;
  readonly width: string;
  readonly height: string;
  readonly quality: string;
}

/** As in @triptych/contracts, whose schemas would bring their library into the page. */
export const FORMATS = ['webp', 'avif', 'jpeg', 'png'];
export const MAX_SIDE = 16_383;
export const MAX_QUALITY = 100;

/** The query of an upload; empty fields are left out, so that user_svc applies its defaults. */
export function toQuery(options: Options): URLSearchParams {
  return new URLSearchParams(Object.entries(options).filter(([, value]) => value !== ''));
}
