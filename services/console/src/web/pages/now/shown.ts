import { duration, percent, rate } from '../../format.ts';

const orDash = (format: (n: number) => string) => (n: number | null) => (n === null ? '–' : format(n));

/** Figures for people; a dash where there is none. */
export const shown = { rate: orDash(rate), percent: orDash(percent), duration: orDash(duration) };
