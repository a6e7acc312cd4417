import { sparklinePath } from './sparkline-path.ts';

const WIDTH = 120;
const HEIGHT = 24;

/** The last 15 minutes as a line. The figure beside it says the same in words, so screen readers skip it. */
export function Sparkline({ values, tone }: { readonly values: readonly (number | null)[]; readonly tone?: 'error' }) {
  return (
    <svg
      class={tone ? `sparkline sparkline-${tone}` : 'sparkline'}
      viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={`M0 ${HEIGHT}H${WIDTH}`} class="sparkline-base" />
      <path d={sparklinePath(values, WIDTH, HEIGHT)} class="sparkline-line" />
    </svg>
  );
}
