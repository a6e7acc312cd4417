import { colour, duration, megabytes, print, table } from '@triptych/terminal';
import { defineCommand, offsetOption, readOffset } from '../command.ts';
import { status as ask } from '../local/client.ts';
import { offsetArgument, openStack } from '../local/stack.ts';
import { findLeftovers } from '../local/supervisor/leftovers.ts';
import type { PartStatus } from '../local/view.ts';

export const status = defineCommand({
  name: 'status',
  summary: 'show each part: ports, process, memory, health',
  help: `
Usage: triptych status [--json] [--port-offset N]

Shows each part as it is now. Exits with 0 when all parts are healthy, otherwise 1.
MEMORY is the resident memory of all processes of the part; memory that they share counts for each of them.
MAIN is the resident memory of the main process alone.
`,
  options: { json: { type: 'boolean' }, ...offsetOption },
  async run(values) {
    const stack = openStack(readOffset(values['port-offset']));
    const now = await ask(stack);
    if (values.json) print(JSON.stringify(now, null, 2));
    else if (now.running) for (const line of statusTable(now.parts)) print(line);
    else {
      const left = findLeftovers(stack).map(({ name, pid }) => `${name} (${pid})`);
      const at = offsetArgument(stack);
      if (left.length === 0) print(`No stack runs here; "triptych up${at}" starts it.`);
      else
        print(
          `The supervisor was killed. These processes still run: ${left.join(', ')}; "triptych down${at}" stops them.`,
        );
    }
    return now.healthy ? 0 : 1;
  },
});

function statusTable(parts: readonly PartStatus[]): string[] {
  const rows = parts.map((part) => {
    const state = part.state === 'ready' ? (part.healthy ? 'healthy' : 'unhealthy') : part.state;
    const memory = (bytes: number | undefined) => (bytes === undefined ? '–' : megabytes(bytes));
    return [
      part.name,
      state,
      Object.values(part.ports).join(' '),
      String(part.pid ?? '–'),
      memory(part.rssBytes),
      memory(part.rssMainBytes),
      part.uptimeSeconds === undefined ? '–' : duration(part.uptimeSeconds * 1000),
      String(part.restarts),
      part.detail,
    ];
  });
  const total = parts.reduce((sum, { rssBytes }) => sum + (rssBytes ?? 0), 0);
  const header = ['PART', 'STATE', 'PORTS', 'PID', 'MEMORY', 'MAIN', 'UP', 'RESTARTS', ''];
  const all = [header, ...rows, ['all', '', '', '', megabytes(total), '', '', '', '']];
  return table(all, (cell, row, column) => {
    if (row === 0 || row === all.length - 1) return colour('bold', cell);
    if (column !== 1) return cell;
    return colour(cell === 'healthy' ? 'green' : cell === 'unhealthy' || cell === 'failed' ? 'red' : 'yellow', cell);
  });
}
