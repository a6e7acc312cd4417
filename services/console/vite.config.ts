import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Builds the page into dist/. `npm run build -w services/console` */
export default defineConfig({
  root: resolve(import.meta.dirname, 'src/web'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [runbooks(), precompress()],
  build: {
    outDir: resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2023',
    // The Content-Security-Policy allows no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

/** Adds the runbooks, to which the alerts of the page link: an image does not contain docs/. */
function runbooks(): Plugin {
  const folder = resolve(import.meta.dirname, '../../docs/runbooks');
  return {
    name: 'runbooks',
    apply: 'build',
    generateBundle() {
      for (const file of globSync('*.md', { cwd: folder })) {
        this.emitFile({ type: 'asset', fileName: `runbooks/${file}`, source: readFileSync(join(folder, file)) });
      }
    },
  };
}

/** Files below this size are sent in one packet either way. */
const SMALLEST_BYTES = 1024;

/** Writes each text file of the page as .br and .gz too, so that the server compresses nothing. */
function precompress(): Plugin {
  let folder = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved({ build }) {
      folder = build.outDir;
    },
    writeBundle() {
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|svg)$/.test(file)) continue;
        const path = join(folder, file);
        const content = readFileSync(path);
        if (content.length < SMALLEST_BYTES) continue;
        const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: best }));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}
