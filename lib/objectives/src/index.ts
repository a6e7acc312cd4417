export * from './read.ts';
export * from './rules.ts';
export * from './service.ts';
