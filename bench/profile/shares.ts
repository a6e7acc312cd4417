/** A profile as `node --cpu-prof` writes it. https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds between two samples. */
  readonly timeDeltas: readonly number[];
}

/** What a function belongs to, by the URL of its file; the first that fits. */
const BELONGS: readonly (readonly [part: string, url: RegExp])[] = [
  ['gRPC', /@grpc\/|^node:(internal\/)?http2/],
  ['spans, lines and metrics: encoding and sending', /telemetry\/src\/otlp|otlp-|exporter-/],
  ['log lines', /telemetry\/src\/logging|node_modules\/(pino|sonic-boom|quick-format|safe-stable|thread-stream)/],
  ['OpenTelemetry SDK', /node_modules\/@opentelemetry\//],
  ['histogram', /node_modules\/prom-client|telemetry\/src\/metrics/],
  ['@triptych/telemetry: request, context', /telemetry\/src\//],
  ['Fastify', /node_modules\/(fastify|find-my-way|avvio|@fastify|fast-|secure-json|process-warning)/],
  ["Node's HTTP, streams and timers", /^node:/],
];
/** Work of the start, not of a request. */
const LOADING = /^node:internal\/(modules|bootstrap|main|process\/execution)|cjs\/loader|esm\/loader/;
const WHOLE: Readonly<Record<string, string | undefined>> = {
  '(garbage collector)': 'garbage collection',
  '(program)': 'native code without JavaScript: sockets, threads',
  '(idle)': undefined,
};

/** Shares of the CPU of requests by part, the largest first. A function without a file, such as `writev`, belongs to its caller. */
export function sharesOf(profile: CpuProfile): { readonly part: string; readonly share: number }[] {
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const partOf = (id: number | undefined): string | undefined => {
    const path = [];
    for (let at = id; at !== undefined; at = parents.get(at)) path.push(nodes.get(at)?.callFrame);
    const [own] = path;
    if (own && Object.hasOwn(WHOLE, own.functionName)) return WHOLE[own.functionName];
    if (path.some((frame) => LOADING.test(frame?.url ?? ''))) return undefined;
    const url = path.find((frame) => frame?.url)?.url ?? '';
    return BELONGS.find(([, pattern]) => pattern.test(url))?.[0] ?? 'the route, and what is not named here';
  };
  const parts = new Map([...nodes.keys()].map((id) => [id, partOf(id)]));
  const micros = new Map<string, number>();
  for (const [i, id] of profile.samples.entries()) {
    const part = parts.get(id);
    if (part) micros.set(part, (micros.get(part) ?? 0) + (profile.timeDeltas[i] ?? 0));
  }
  const all = [...micros.values()].reduce((sum, value) => sum + value, 0);
  return [...micros].map(([part, value]) => ({ part, share: value / all })).sort((a, b) => b.share - a.share);
}
