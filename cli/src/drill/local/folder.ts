import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfiguration, writeConfiguration } from '@triptych/alertmanager';
import type { Stack } from '../../local/stack.ts';
import { scaleAlertmanager, scalePrometheus, scaleRules } from '../scale/files.ts';
import { DRILL_SCALE, type Scale } from '../scale/scale.ts';

/** The folder with every file that drills write. It is removed when they end. */
export interface DrillFolder {
  readonly path: string;
  /** Replaces `backends/`. */
  readonly backends: string;
  /** Replaces the data of Prometheus, so that no later graph shows what drills measured. */
  readonly prometheusData: string;
  readonly alertmanagerData: string;
}

/** The folder of the drills of a stack; nothing is read or written. */
export function folderOf(stack: Stack): DrillFolder {
  const path = join(stack.run, 'drill');
  return {
    path,
    backends: join(path, 'backends'),
    prometheusData: join(path, 'prometheus'),
    alertmanagerData: join(path, 'alertmanager'),
  };
}

/** Writes a copy of `backends/` with shorter durations. */
export function writeScaled(from: string, to: string, scale: Scale = DRILL_SCALE): void {
  cpSync(join(from, 'notifications'), join(to, 'notifications'), { recursive: true });
  const rules = globSync('rules/*.yaml', { cwd: from }).filter((file) => !file.endsWith('.test.yaml'));
  const scaled = (file: string, change: (yaml: string, scale: Scale) => string) => {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), change(readFileSync(join(from, file), 'utf8'), scale));
  };
  scaled('prometheus.yaml', scalePrometheus);
  scaled('alertmanager.yaml', (yaml) => writeConfiguration(scaleAlertmanager(parseConfiguration(yaml), scale)));
  for (const file of rules) scaled(file, scaleRules);
}

/** Removes every file that drills wrote. */
export function removeFolder(stack: Stack): void {
  rmSync(folderOf(stack).path, { recursive: true, force: true });
}
