// A stack of two small web servers, run as "triptych up" runs a real stack: ports in argv, folder in TRIPTYCH_DIR.
import { runInForeground } from '../../src/local/foreground.ts';
import { openStack } from '../../src/local/stack.ts';
import { forever, script, webServer } from './parts.ts';

const [first = 0, second = 0] = process.argv.slice(2).map(Number);
// The child of this part must end with it.
const family = `require('node:child_process').spawn(process.execPath, ['-e', '${forever}']); ${forever}`;
process.exitCode = await runInForeground(openStack(), [
  webServer('first', first),
  webServer('second', second, { group: 'backend' }),
  script('family', family),
]);
