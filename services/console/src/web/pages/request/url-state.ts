/** A stretch of time, in microseconds after the start of the request. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a link to a request shows. Everything that is not the default is in the address. */
export interface RequestState {
  /** The id of the selected row. */
  readonly selected: string | undefined;
  readonly zoom: Range | undefined;
  /** The row at which the waterfall starts. */
  readonly root: string | undefined;
  /** Rows at this depth and below it are collapsed. */
  readonly depth: number;
  /** Rows that are collapsed although they are above that depth, or open although they are not. */
  readonly toggled: ReadonlySet<string>;
  readonly search: string;
  /** Log lines of this severity and worse are shown. */
  readonly severity: Severity;
  /** Log lines that contain this text are shown. */
  readonly text: string;
}

export const SEVERITIES = ['all', 'info', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The parameters of the address: a name for each field. */
const NAMES = {
  selected: 'span',
  zoom: 'zoom',
  root: 'root',
  depth: 'depth',
  toggled: 'toggled',
  search: 'q',
  severity: 'level',
  text: 'text',
} as const satisfies Record<keyof RequestState, string>;

/** Reads the state in an address. Parameters without a meaning are ignored. */
export function readState(parameters: URLSearchParams): RequestState {
  const get = (name: keyof RequestState) => parameters.get(NAMES[name]) || undefined;
  const severity = SEVERITIES.find((one) => one === get('severity'));
  const depth = Number(get('depth') ?? Number.NaN);
  return {
    selected: get('selected'),
    zoom: readRange(get('zoom')),
    root: get('root'),
    depth: Number.isInteger(depth) && depth >= 0 ? depth : Infinity,
    toggled: new Set(get('toggled')?.split(',').filter(Boolean)),
    search: get('search') ?? '',
    severity: severity ?? 'all',
    text: get('text') ?? '',
  };
}

/** The parameters to set for changed fields; undefined removes one. */
export function toParameters(changes: Partial<RequestState>): Record<string, string | undefined> {
  const values: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(changes)) {
    values[NAMES[name as keyof RequestState]] = toText(value as RequestState[keyof RequestState]);
  }
  return values;
}

/** Whether a row hides what is below it. */
export function isCollapsed({ depth, toggled }: RequestState, row: { id: string; depth: number }): boolean {
  return row.depth >= depth !== toggled.has(row.id);
}

/** The rows to toggle so that a row opens or collapses. */
export function withToggled({ toggled }: RequestState, id: string): ReadonlySet<string> {
  const changed = new Set(toggled);
  if (!changed.delete(id)) changed.add(id);
  return changed;
}

function readRange(text: string | undefined): Range | undefined {
  const [, from, to] = /^(-?\d+)-(\d+)$/.exec(text ?? '') ?? [];
  const range = { from: Number(from), to: Number(to) };
  return range.to > range.from ? range : undefined;
}

function toText(value: RequestState[keyof RequestState]): string | undefined {
  if (value === undefined || value === '' || value === 'all' || value === Infinity) return undefined;
  if (typeof value !== 'object') return String(value);
  if ('from' in value) return `${Math.round(value.from)}-${Math.round(value.to)}`;
  return value.size > 0 ? [...value].join(',') : undefined;
}
