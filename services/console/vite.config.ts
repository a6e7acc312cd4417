import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

/** Builds the page into dist/. `npm run build -w services/console` */
export default defineConfig({
  root: resolve(import.meta.dirname, 'src/web'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [precompress()],
  build: {
    outDir: resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2023',
    // The Content-Security-Policy allows no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
