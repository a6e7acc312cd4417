export { acceptAnyContentType } from './bytes.ts';
export { clientSignal } from './client-signal.ts';
export { type ProcessSettings, processSettings, readConfig } from './config.ts';
export { servicePlugin } from './plugin.ts';
export { type RunningService, runService } from './run.ts';
export { createServer, type Server } from './server.ts';
