import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import page from './vite.config.ts';

/** Builds the page of one saved request into dist/saved: one script and one style, which are put into its HTML. */
export default defineConfig({
  ...page,
  // Its files are put into a page, never sent by themselves.
  plugins: [],
  build: {
    ...page.build,
    outDir: resolve(import.meta.dirname, 'dist/saved'),
    cssCodeSplit: false,
    rolldownOptions: {
      input: resolve(import.meta.dirname, 'src/web/saved.tsx'),
      output: { codeSplitting: false, entryFileNames: 'saved.js', assetFileNames: 'saved[extname]' },
    },
  },
});
