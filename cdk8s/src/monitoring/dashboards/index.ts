import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { overview } from './overview.ts';

/** Every dashboard by the name of its file. */
export const DASHBOARDS: Readonly<Record<string, () => Dashboard>> = { 'overview.json': overview };

/** The files that Grafana reads its dashboards from. */
export function dashboards(): { name: string; json: string }[] {
  return Object.entries(DASHBOARDS).map(([name, make]) => ({ name, json: `${JSON.stringify(make(), null, 2)}\n` }));
}
