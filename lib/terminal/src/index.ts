export { colour, print, printError } from './output.ts';
export { type ProgressLine, progressLine } from './progress-line.ts';
export { showStep } from './step.ts';
export { table } from './table.ts';
export { duration, elapsed, megabytes, plural } from './units.ts';
