import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { anyService } from './any-service.ts';
import { backends } from './backends.ts';
import { kubernetes } from './kubernetes.ts';
import { nodejs } from './nodejs.ts';
import { objectives } from './objectives.ts';
import { overview } from './overview.ts';
import type { PageName } from './page.ts';
import { pictures } from './pictures.ts';
import { service } from './service.ts';
import { telemetry } from './telemetry.ts';

const PAGES: Readonly<Record<PageName, () => Dashboard>> = {
  overview,
  objectives,
  service,
  'any-service': anyService,
  pictures,
  nodejs,
  telemetry,
  backends,
  kubernetes,
};

/** Every dashboard by the name of its file. */
export const DASHBOARDS: Readonly<Record<string, () => Dashboard>> = Object.fromEntries(
  Object.entries(PAGES).map(([name, make]) => [`${name}.json`, make]),
);

/** The files that Grafana reads its dashboards from. */
export function dashboards(): { name: string; json: string }[] {
  return Object.entries(DASHBOARDS).map(([name, make]) => ({ name, json: `${JSON.stringify(make(), null, 2)}\n` }));
}
