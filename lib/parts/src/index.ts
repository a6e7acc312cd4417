import table from '../../../parts.json' with { type: 'json' };

/** The name of a part: `service.name` of its telemetry, and what people call it. */
export type PartName = keyof typeof table;

/** Parts stop in this order: a sender stops before its receiver. */
export const GROUPS = ['service', 'collector', 'backend', 'store'] as const;
export type Group = (typeof GROUPS)[number];

/** Where a part runs: as a process of `npm start`, in `docker compose up`, in a cluster. */
export type Place = 'process' | 'compose' | 'cluster';

/** One entry of parts.json. */
export interface PartEntry {
  /** `app.kubernetes.io/name`; object names in a cluster are `RELEASE-COMPONENT`. */
  readonly component: string;
  readonly group: Group;
  /** `app.kubernetes.io/component`. */
  readonly tier: 'service' | 'telemetry' | 'backend' | 'database' | 'store';
  /** A noun phrase for people. */
  readonly purpose: string;
  readonly runs: readonly Place[];
  readonly workload: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  /** Ports by name, the main port first. A laptop and a cluster use the same numbers. */
  readonly ports: Readonly<Record<string, number>>;
  /** Ports of its process on a laptop where they differ: there, 5432 is often another database. */
  readonly processPorts?: Readonly<Record<string, number>>;
  /** Further ports of its pods, which it has in a cluster alone. */
  readonly clusterPorts?: Readonly<Record<string, number>>;
  /** Port of every node for the main port, where `nodePorts.enabled` is set. */
  readonly nodePort?: number;
  /** Path of the page that people open, on the main port. */
  readonly page?: string;
  /** Default requests and memory limit of its container. docs/sizing.md has the measurements. */
  readonly resources: { readonly cpu: string; readonly memoryMiB: number; readonly memoryLimitMiB: number };
  /** The parts to which it opens connections. */
  readonly calls: readonly PartName[];
}

/** Every part; TypeScript knows the port names of each. parts.test.ts checks the rest of the shape. */
export const PARTS = table as unknown as {
  readonly [K in PartName]: PartEntry & { readonly ports: Readonly<(typeof table)[K]['ports']> };
};
export const PART_NAMES = Object.keys(table) as readonly PartName[];

/** The names of a part's ports: `portOf(stack, 'loki', 'sql')` does not compile. */
export type PortName<N extends PartName> = keyof (typeof table)[N]['ports'] & string;

/**
 * A service that takes part in conversions. JSON imports lose literal types, so the ending of the name distinguishes them.
 * These services have faults, which drills start; a release has all of them.
 */
export type ConversionServiceName = Extract<PartName, `${string}_svc`>;
/** One of our services: those, and the console, which a release may leave out. */
export type ServiceName = ConversionServiceName | Extract<PartName, 'console'>;
export const SERVICE_NAMES = namesIn('service') as readonly ServiceName[];
export const CONVERSION_SERVICE_NAMES = SERVICE_NAMES.filter((name) => name !== 'console');

/** `service.name` of what `triptych verify` publishes: no part, so that nothing takes it for one. */
export const VERIFY_SERVICE = 'triptych_verify';

/**
 * Each `service.name` under which this system sends telemetry of its own: its parts, the page of the console in a browser,
 * and the synthetic conversions of `triptych verify`.
 */
export const OWN_SERVICE_NAMES: readonly string[] = [...PART_NAMES, 'console_web', VERIFY_SERVICE];

/** The parts of a group, in the order of the table. */
export function namesIn(group: Group): readonly PartName[] {
  return PART_NAMES.filter((name) => PARTS[name].group === group);
}

/** The parts that people reach from outside a cluster: those with a node port, in the order of the table. */
export function namesWithNodePort(): readonly PartName[] {
  return PART_NAMES.filter((name) => PARTS[name].nodePort !== undefined);
}

/** The parts that run in a place, in the order of the table. */
export function namesAt(place: Place): readonly PartName[] {
  return PART_NAMES.filter((name) => PARTS[name].runs.includes(place));
}

/** The part with this `app.kubernetes.io/name`. */
export function partOfComponent(component: string): PartName | undefined {
  return PART_NAMES.find((name) => PARTS[name].component === component);
}

/** The port that clients of a part use: the first in the table. */
export function mainPort(name: PartName): number {
  const [port] = Object.values(PARTS[name].ports);
  if (port === undefined) throw new Error(`${name} has no port in parts.json`);
  return port;
}

/** The parts of a group that Prometheus scrapes, with the port of `/metrics`: the one called `metrics`, else the main one. */
export function scrapedIn(group: Group): readonly { readonly name: PartName; readonly port: number }[] {
  const scraped = namesIn(group).filter((name) => name === 'prometheus' || PARTS.prometheus.calls.includes(name));
  return scraped.map((name) => {
    const { ports }: PartEntry = PARTS[name];
    return { name, port: ports.metrics ?? mainPort(name) };
  });
}
