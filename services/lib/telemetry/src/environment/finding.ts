/** What is wrong with a standard variable, and what is used instead. */
export interface Finding {
  readonly variable: string;
  /** The value as it is set, without secrets. */
  readonly value: string;
  readonly reason: string;
  readonly used: string;
}

/** What a rule says of a value: the value that replaces it (undefined removes the variable), and why, where that is news. */
export interface Verdict {
  readonly instead: string | undefined;
  readonly reason?: string;
  readonly used?: string;
  /** Shown in place of a value that may hold a secret. */
  readonly shown?: string;
}

/** Judges a value that is not blank; undefined when it is fine as it is. */
export type Rule = (value: string, variable: string, env: Environment) => Verdict | undefined;

export type Environment = Readonly<Record<string, string | undefined>>;
