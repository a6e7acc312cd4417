import { TARGET } from '../../slo/objective.ts';
import { OBJECTIVES } from '../../slo/objectives.ts';

/** The objectives as a list in Markdown. */
export const PROMISES = OBJECTIVES.map(({ name, promise }) => `- \`${name}\`: ${promise}`).join('\n');

/** Selects the chosen objective. */
export const CHOSEN_OBJECTIVE = '{slo=~"$slo"}';
/** The share of events that may be bad. */
export const ALLOWED = `(1 - max by (slo) (${TARGET}${CHOSEN_OBJECTIVE}))`;
