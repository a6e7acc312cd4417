// Opens the store of the environment and prints the URLs of all modules that were loaded for it.
import { registerHooks } from 'node:module';

const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
const { openStore } = await import('../../src/index.ts');
const { STORE_DIR = '', STORE_S3_BUCKET } = process.env;
await openStore({ STORE_DIR, ...(STORE_S3_BUCKET && { STORE_S3_BUCKET }) });
process.stdout.write(JSON.stringify(loaded));
