import { namesIn } from '@triptych/parts';
import { duration, table } from '@triptych/terminal';
import { offsetArgument, type Stack } from './stack.ts';
import { type PartView, trouble } from './view.ts';

/** The text once every part is settled: the pages of the parts, or what is wrong and what to do. */
export function summary(parts: readonly PartView[], stack: Stack): string {
  const at = offsetArgument(stack);
  const bad = parts.filter((part) => part.state !== 'ready');
  const slowest = Math.max(0, ...parts.map(({ readyAfterMs }) => readyAfterMs ?? 0));
  const pages = table(parts.flatMap(({ name, url, state }) => (url && state === 'ready' ? [[`  ${name}`, url]] : [])));
  const lines = bad.length === 0 ? [`Everything is ready (${duration(slowest)}).`] : ['Not everything is ready:'];
  const reasonOf = (part: PartView) => trouble(part) ?? (part.detail ? `${part.state} ${part.detail}` : part.state);
  for (const [reason, parts] of Map.groupBy(bad, reasonOf))
    lines.push(`  ${parts.map(({ name }) => name).join(', ')}: ${reason}`);
  for (const advice of new Set(bad.flatMap(({ advice = [] }) => advice))) lines.push(advice);
  if (bad.length > 0) {
    const names = bad.map(({ name }) => name).join(' ');
    lines.push(
      `Their output is in ${stack.logs}. The other parts keep running. "triptych start ${names}${at}" tries again.`,
    );
  }
  return ['', ...lines, ...pages, ...howBackendsRun(parts), ''].join('\n');
}

/** How the backends run, and the way to the other choice. Nothing for a stack that has none. */
function howBackendsRun(parts: readonly PartView[]): string[] {
  const names: readonly string[] = [...namesIn('collector'), ...namesIn('backend')];
  const backends = parts.filter(({ name }) => names.includes(name));
  if (backends.length === 0) return [];
  return backends.some(({ image }) => image !== undefined)
    ? ['Collector and backends run in containers; "triptych up --backends local" runs them as processes.']
    : [
        'Collector and backends run as processes; "triptych up --backends docker" runs them in containers, with Grafana.',
      ];
}
