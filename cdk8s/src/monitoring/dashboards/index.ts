import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { THRESHOLDS } from '../alerts/index.ts';
import { withDefaults } from '../rules/threshold.ts';
import { anyService } from './any-service.ts';
import { backends } from './backends.ts';
import { kubernetes } from './kubernetes.ts';
import { ledger } from './ledger.ts';
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
  ledger,
  backends,
  kubernetes,
};

/** Every dashboard by the name of its file. */
export const DASHBOARDS: Readonly<Record<string, () => Dashboard>> = Object.fromEntries(
  Object.entries(PAGES).map(([name, make]) => [`${name}.json`, make]),
);

interface DashboardFile {
  readonly name: string;
  readonly json: string;
  /** The same with a place for each threshold of an alert, which the chart fills. */
  readonly template: string;
}

/** The files that Grafana reads its dashboards from. */
export function dashboards(): DashboardFile[] {
  return Object.entries(DASHBOARDS).map(([name, make]) => {
    // A place is text in JSON, and a number takes its place.
    const template = `${JSON.stringify(make(), null, 2).replaceAll(/"(THRESHOLD_OF_\w+_)"/g, '$1')}\n`;
    return { name, template, json: withDefaults(template, THRESHOLDS) };
  });
}
