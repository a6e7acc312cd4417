// Measures what a converter needs for the largest pictures that are accepted. Run: node bench/largest-pictures.ts --help
import { progressLine } from '@triptych/terminal';
import { type Cost, convertOnce } from './largest-pictures/converter.ts';
import { largestPictures } from './largest-pictures/pictures.ts';
import { thisMachine } from './support/machine.ts';
import { isWanted, readOptions } from './support/options.ts';
import { report } from './support/results.ts';
import { median } from './support/statistics.ts';

const options = readOptions({
  file: 'largest-pictures.ts',
  about:
    'Converts pictures of 50 megapixels, each in a new process: seconds of the conversion, and resident memory of the\nprocess. --seconds has no effect: each round is one conversion. See bench/largest-pictures.md.',
  defaults: { seconds: 1, rounds: 1 },
  smokeSeconds: 1,
});
const machine = thisMachine();
const progress = progressLine();
progress.show('makes the pictures');
const cases = (await largestPictures(options.smoke ? 0.1 : 1)).filter(({ name }) => isWanted(name, options));
const rows: (Cost & { readonly name: string })[] = [];
for (const { name, picture, options: conversion } of cases) {
  const costs: Cost[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    progress.show(`${name}, round ${round}`);
    costs.push(await convertOnce(picture, conversion));
  }
  const middle = (value: (cost: Cost) => number) => median(costs.map(value));
  rows.push({
    name,
    seconds: middle(({ seconds }) => seconds),
    peakMegabytes: middle(({ peakMegabytes }) => peakMegabytes),
    afterMegabytes: middle(({ afterMegabytes }) => afterMegabytes),
  });
}
progress.clear();
const cells = [
  ['conversion', 'seconds', 'peak MB', 'MB after'],
  ...rows.map(({ name, seconds, peakMegabytes, afterMegabytes }) => [
    name,
    seconds.toFixed(1),
    peakMegabytes.toFixed(0),
    afterMegabytes.toFixed(0),
  ]),
];
report({ name: 'largest-pictures', machine, rows, cells }, options);
