import { colour, print } from '@triptych/terminal';
import { openKube } from '../kube.ts';
import type { ReleaseOptions } from '../open.ts';
import { diagnose } from './diagnose.ts';
import type { Finding, Level, Section } from './finding.ts';
import { gather } from './gather.ts';

const SIGNS: Readonly<Record<Level, string>> = { ok: '✔', warn: '!', fail: '✘' };
const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** Checks a release and prints the findings; resolves to the exit code. */
export async function runDoctor(options: ReleaseOptions, json: boolean): Promise<number> {
  const kube = await openKube(options);
  const sections = diagnose(await gather(kube, options.release));
  const levels = sections.flatMap(({ findings }) => findings.map(({ level }) => level));
  const failed = levels.filter((level) => level === 'fail').length;
  if (json) {
    const { context, namespace } = kube;
    print(JSON.stringify({ ok: failed === 0, context, namespace, sections }, null, 2));
  } else {
    for (const section of sections) show(section);
    print(summary(failed, levels.filter((level) => level === 'warn').length));
  }
  return failed === 0 ? 0 : 1;
}

function show({ title, findings }: Section): void {
  if (findings.length === 0) return;
  print(colour('bold', title));
  for (const finding of findings) for (const line of lines(finding)) print(line);
  print();
}

function lines({ level, what, advice }: Finding): string[] {
  const line = `  ${colour(COLOURS[level], SIGNS[level])} ${what}`;
  return advice === undefined ? [line] : [line, `      ${colour('dim', `→ ${advice}`)}`];
}

function summary(failed: number, warned: number): string {
  const care = warned === 0 ? '' : `${warned === 1 ? 'One line needs' : `${warned} lines need`} a look.`;
  if (failed === 0) return care ? `Nothing wrong was found. ${care}` : 'All is well.';
  return `${failed === 1 ? 'One thing is' : `${failed} things are`} wrong.${care && ` ${care}`}`;
}
