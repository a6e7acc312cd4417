/** Something the user can mend: the message says what happened and what to do. */
export class UserError extends Error {}
