/** An error that the user can correct: the message says what happened and what to do. */
export class UserError extends Error {}
