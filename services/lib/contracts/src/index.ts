export * from './conversion.ts';
export * from './health.ts';
export * from './job.ts';
export * from './picture.ts';
export * from './problem.ts';
export * from './problem-error.ts';
