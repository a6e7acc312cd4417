import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A shorter token could be guessed in spite of the throttle. */
const SHORTEST = 16;

export interface Token {
  /** Whether this text is the token. */
  matches(text: string): boolean;
  /** What the cookie of a browser that has logged in contains: proves the token, and does not contain it. */
  readonly session: string;
  isSession(text: string): boolean;
}

/** Reads the token from a file, without the line break at its end. Throws an error that says what is wrong with the file. */
export function readToken(file: string): Token {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Error(`CONSOLE_TOKEN_FILE names ${file}, which cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (token.length < SHORTEST) {
    throw new Error(
      `the token in ${file} has ${token.length} characters. It needs at least ${SHORTEST}; "openssl rand -hex 32" makes one`,
    );
  }
  const session = digest(token, 'session').toString('base64url');
  return {
    matches: (text) => same(text, token),
    session,
    isSession: (text) => same(text, session),
  };
}

const digest = (key: string, text: string) => createHmac('sha256', key).update(text).digest();

/** Compares in constant time. The digests have one length, so that the length of the token does not show either. */
const same = (one: string, other: string) => timingSafeEqual(digest('compare', one), digest('compare', other));
