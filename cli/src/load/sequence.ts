import type { Kind, Mix } from './options.ts';

/**
 * Deals kinds by their weights, evenly: each one comes as often as its weight says in any stretch of the run, so that
 * two runs ask for the same and a rare kind is not left to chance.
 */
export function* dealKinds(mix: Mix): Generator<Kind, never> {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  const credits = mix.map(({ kind, weight }) => ({ kind, weight, credit: 0 }));
  for (;;) {
    for (const one of credits) one.credit += one.weight;
    const next = credits.reduce((most, one) => (one.credit > most.credit ? one : most));
    next.credit -= total;
    yield next.kind;
  }
}
