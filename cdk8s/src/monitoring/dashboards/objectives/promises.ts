import { OBJECTIVES } from '../../slo/objectives.ts';

/** What was promised, as a list. */
export const PROMISES = OBJECTIVES.map(({ name, promise }) => `- \`${name}\`: ${promise}`).join('\n');

/** The share of events that may be bad, of every objective: what is not is counted, but said here alone. */
const allowed = OBJECTIVES.map(
  ({ name, target }) => `label_replace(vector(${Number((1 - target).toPrecision(6))}), "slo", "${name}", "", "")`,
).join(' or ');

/** Of the chosen objective. */
export const CHOSEN_OBJECTIVE = '{slo=~"$slo"}';
export const ALLOWED = `(${allowed})`;
