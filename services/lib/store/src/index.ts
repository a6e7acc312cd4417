export { folderStore } from './folder.ts';
export * from './store.ts';
