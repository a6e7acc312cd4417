/** A label of the series that an alert is about. */
export const label = (name: string): string => `{{ $labels.${name} }}`;

/** A text for each value of a label, and one for all other values. */
export const choice = (name: string, texts: Readonly<Record<string, string>>, otherwise: string): string => {
  const cases = Object.entries(texts).map(([value, text]) => `if eq $labels.${name} "${value}" }}${text}`);
  return `{{ ${cases.join('{{ else ')}{{ else }}${otherwise}{{ end }}`;
};

/** The value as a whole number: Prometheus extrapolates increases and gives 5.13 where 5 things happened. */
export const COUNT = '{{ printf "%.0f" $value }}';

const IS_ONE = 'eq (printf "%.0f" $value) "1"';

/** The value with its noun: "1 pod", "3 pods". */
export const counted = (one: string, several: string): string =>
  `${COUNT} {{ if ${IS_ONE} }}${one}{{ else }}${several}{{ end }}`;

/** How often something happened: "once", "3 times". */
export const TIMES = `{{ if ${IS_ONE} }}once{{ else }}${COUNT} times{{ end }}`;

/** The value as a share: "9.1%". */
export const SHARE = '{{ $value | humanizePercentage }}';

/** The value, in seconds, as a duration: "2m 45s". */
export const DURATION = '{{ $value | humanizeDuration }}';

/** The value, in bytes, with a unit: "1.05GB". */
export const BYTES = '{{ $value | humanize }}B';
