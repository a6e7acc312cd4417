import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Stack } from '../../local/stack.ts';
import { scaleAlertmanager, scalePrometheus, scaleRules } from '../scale/files.ts';
import { DRILL_SCALE, type Scale } from '../scale/scale.ts';

/** Where everything is that a drill writes; it goes with it. */
export interface DrillFolder {
  readonly path: string;
  /** In the place of `backends/`. */
  readonly backends: string;
  /** In the place of data, so that what is measured here is in no graph of later. */
  readonly prometheusData: string;
  readonly alertmanagerData: string;
}

export function folderOf(stack: Stack): DrillFolder {
  const path = join(stack.run, 'drill');
  return {
    path,
    backends: join(path, 'backends'),
    prometheusData: join(path, 'prometheus'),
    alertmanagerData: join(path, 'alertmanager'),
  };
}

/** Writes a copy of `backends/` in which time runs faster. */
export function writeScaled(from: string, to: string, scale: Scale = DRILL_SCALE): void {
  cpSync(join(from, 'notifications'), join(to, 'notifications'), { recursive: true });
  const rules = globSync('rules/*.yaml', { cwd: from }).filter((file) => !file.endsWith('.test.yaml'));
  const scaled = (file: string, change: (yaml: string, scale: Scale) => string) => {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), change(readFileSync(join(from, file), 'utf8'), scale));
  };
  scaled('prometheus.yaml', scalePrometheus);
  scaled('alertmanager.yaml', scaleAlertmanager);
  for (const file of rules) scaled(file, scaleRules);
}

export function removeFolder(stack: Stack): void {
  rmSync(folderOf(stack).path, { recursive: true, force: true });
}
