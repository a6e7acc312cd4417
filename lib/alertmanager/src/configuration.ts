import { parse, stringify } from 'yaml';

/** A node of the routing tree: https://prometheus.io/docs/alerting/latest/configuration/#route */
export interface Route {
  readonly receiver?: string;
  readonly continue?: boolean;
  readonly matchers?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  /** Helm leaves null where it removed every route. */
  readonly routes?: readonly Route[] | null;
}

/** The settings of one way to notify somebody: an entry of `webhook_configs`, `email_configs`, … */
export type Settings = Readonly<Record<string, unknown>>;

export type Receiver = { readonly name: string } & {
  readonly [integration in `${string}_configs`]?: readonly Settings[];
};

/** What this library changes in a configuration; everything else stays as it is. */
export interface Configuration {
  readonly route: Route;
  readonly receivers: readonly Receiver[];
}

/** Parses a configuration. Throws for text that is not YAML, or that has no route or no receivers. */
export function parseConfiguration(yaml: string): Configuration {
  const config = parse(yaml) as Partial<Configuration> | null;
  if (!config?.route) throw new Error('the configuration of Alertmanager has no "route"');
  if (!Array.isArray(config.receivers)) throw new Error('the configuration of Alertmanager has no "receivers"');
  return config as Configuration;
}

/** Writes a configuration, for YAML 1.1 as Alertmanager reads it: there `yes` is a boolean. */
export function writeConfiguration(config: Configuration): string {
  return stringify(config, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

/** Removes every route to these receivers. Throws for a receiver to which no route leads. */
export function withoutRoutesTo(config: Configuration, receivers: readonly string[]): Configuration {
  const reached = new Set(receiversIn(config.route));
  const absent = receivers.find((name) => !reached.has(name));
  if (absent !== undefined) throw new Error(`no route of Alertmanager's configuration leads to "${absent}"`);
  const isKept = ({ receiver }: Route) => receiver === undefined || !receivers.includes(receiver);
  return {
    ...config,
    route: mapRoutes(config.route, (route) =>
      route.routes ? { ...route, routes: route.routes.filter(isKept) } : route,
    ),
  };
}

/** Changes the settings of a receiver. Throws for a receiver that is missing or that notifies nobody. */
export function withSettings(
  config: Configuration,
  receiver: string,
  change: (settings: Settings) => Settings,
): Configuration {
  const found = config.receivers.find(({ name }) => name === receiver);
  if (!found) throw new Error(`Alertmanager's configuration has no receiver "${receiver}"`);
  const integrations = Object.entries(found).filter(([key]) => key.endsWith('_configs')) as [string, Settings[]][];
  if (integrations.length === 0) throw new Error(`the receiver "${receiver}" of Alertmanager notifies nobody`);
  const changed = integrations.map(([key, all]) => [key, all.map(change)] as const);
  return {
    ...config,
    receivers: config.receivers.map((one) => (one === found ? { ...one, ...Object.fromEntries(changed) } : one)),
  };
}

/** The settings with other values. Throws for one that is missing. */
export function replaceSettings(settings: Settings, values: Settings): Settings {
  const absent = Object.keys(values).find((key) => !(key in settings));
  if (absent !== undefined) throw new Error(`a receiver of Alertmanager has no setting "${absent}"`);
  return { ...settings, ...values };
}

/** The settings of a webhook with a URL in place of the file that holds one. Throws where there is no such file. */
export function withUrl(settings: Settings, url: string): Settings {
  const { url_file: file, ...others } = settings;
  if (file === undefined) throw new Error('a receiver of Alertmanager has no setting "url_file"');
  return { ...others, url };
}

/**
 * Sends the Watchdog to one receiver alone, and all other alerts to another, whatever receivers the routes had. Throws
 * where no route matches the Watchdog, or where a receiver is missing.
 */
export function withOnlyReceivers(config: Configuration, watchdog: string, alerts: string): Configuration {
  const names = config.receivers.map(({ name }) => name);
  const absent = [watchdog, alerts].find((name) => !names.includes(name));
  if (absent !== undefined) throw new Error(`Alertmanager's configuration has no receiver "${absent}"`);
  const routes = config.route.routes ?? [];
  if (!routes.some(isWatchdogRoute)) throw new Error('no route of Alertmanager\'s configuration matches "Watchdog"');
  return {
    ...config,
    route: {
      ...config.route,
      routes: routes.map((route) => ({
        ...route,
        routes: [{ receiver: isWatchdogRoute(route) ? watchdog : alerts, continue: true }],
      })),
    },
  };
}

/** Whether a route is for the alert that always fires. */
export function isWatchdogRoute({ matchers = [] }: Route): boolean {
  return matchers.some((matcher) => /^\s*alertname\s*=\s*"?Watchdog"?\s*$/.test(matcher));
}

/** Changes every route, children first. */
export function withRoutes(config: Configuration, change: (route: Route) => Route): Configuration {
  return { ...config, route: mapRoutes(config.route, change) };
}

function mapRoutes(route: Route, change: (route: Route) => Route): Route {
  return change(route.routes ? { ...route, routes: route.routes.map((child) => mapRoutes(child, change)) } : route);
}

function receiversIn({ receiver, routes }: Route): string[] {
  return [...(receiver === undefined ? [] : [receiver]), ...(routes ?? []).flatMap(receiversIn)];
}
