import type { Kind, Mix } from './options.ts';

/**
 * Deals kinds by their weights, evenly: in any part of the run each kind comes as often as its weight says. Two runs are
 * alike, and no rare kind is left to chance.
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
