import { elapsed } from '@triptych/terminal/units';

/** Seconds for people, as `triptych trace` prints them: `0.4 ms`, `207 ms`, `1.19 s`, `3 min 05 s`; `–` for no number. */
export function duration(seconds: number): string {
  return Number.isFinite(seconds) ? elapsed(Math.max(0, seconds) * 1e6) : '–';
}

/** The time of day in the browser's time zone, to the second: `09:05:07`. */
export function clock(date: Date): string {
  const [h, m, s] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => String(n).padStart(2, '0'));
  return `${h}:${m}:${s}`;
}

/** The time of day to the millisecond: `09:05:07.042`. */
export function exactClock(date: Date): string {
  return `${clock(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Bytes for people, in powers of ten: `640 B`, `24 kB`, `1.2 MB`. */
export function bytes(n: number): string {
  if (!Number.isFinite(n)) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = n;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${threeDigits(value, unit > 0)} ${units[unit]}`;
}

/** A rate for people: `0 /s`, `0.04 /s`, `12 /s`, `1,250 /s`. */
export function rate(n: number): string {
  if (!Number.isFinite(n)) return '–';
  if (n > 0 && n < 0.01) return '< 0.01 /s';
  return `${n < 1 ? Number(n.toFixed(2)) : n < 9.95 ? Number(n.toFixed(1)) : grouped(Math.round(n))} /s`;
}

/** A share from 0 to 1 for people: `0 %`, `0.2 %`, `12 %`, `99.9 %`. A share that is not 1 is never `100 %`. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const value = share * 100;
  if (value > 99 && value < 100) return `${(Math.floor(value * 100) / 100).toString()} %`;
  if (value > 0 && value < 0.05) return '< 0.1 %';
  return `${value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} %`;
}

/** A whole number with a comma between thousands: `20,000`. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

function threeDigits(value: number, decimals: boolean): string {
  return decimals && Math.abs(value) < 9.95 ? value.toFixed(1) : String(Math.round(value));
}
