import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../command.ts';
import { isAtLeast } from './go-version.ts';
import { sourceDir, type Tool, tools } from './tools.ts';

/** Go is missing or too old. It is the same for every part that has to be built, so it is explained once. */
export class NoGoError extends UserError {
  /** What to do, for all parts alike. */
  readonly advice: string;

  constructor(found: string, tool: Pick<Tool, 'name'>, root: string, options?: ErrorOptions) {
    const install = `install Go ${newestGo(root)} from https://go.dev/dl/, and the Collector and the backends are built once`;
    const engine = 'start a container engine that answers "docker version", and "npm start" runs them in containers';
    super(
      `${found}: ${install}; or ${engine}; or set TRIPTYCH_${tool.name.toUpperCase()}_BIN to a ${tool.name} binary that you have`,
      options,
    );
    this.advice = [
      `${found}. One of these is needed:`,
      `  - ${install}`,
      `  - ${engine}`,
      '  - set TRIPTYCH_<NAME>_BIN to the binary of each, where you have them',
    ].join('\n');
  }
}

/** The Go version that a tool's module asks for. */
export function wantedGo(tool: Pick<Tool, 'name'>, root: string): string {
  const path = join(sourceDir(tool, root), 'go.mod');
  return (existsSync(path) && /^go (\S+)$/m.exec(readFileSync(path, 'utf8'))?.[1]) || '1.26';
}

/** The version that every tool can be built with; a Go of this minor version fetches a newer patch by itself. */
function newestGo(root: string): string {
  const [newest = '1.26'] = tools.map((tool) => wantedGo(tool, root)).sort((a, b) => (isAtLeast(a, b) ? -1 : 1));
  return newest.split('.').slice(0, 2).join('.');
}
