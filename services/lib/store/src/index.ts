export { folderStore } from './folder.ts';
export * from './open.ts';
export { toStoreProblem } from './problems.ts';
export * from './store.ts';
