export { folderStore } from './folder.ts';
export * from './open.ts';
export * from './store.ts';
