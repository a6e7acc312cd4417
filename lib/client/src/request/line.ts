/** A log line as Loki keeps it. */
export interface LogLine {
  readonly labels: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly text: string;
}

/** A log line that one of our services wrote. */
export interface Line {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly service: string;
  readonly severity: string;
  readonly message: string;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly requestId: string | undefined;
  /** Its fields besides message, service, request id, trace id and span id. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads a line of Loki. The whole text of a line that is not JSON is its message. */
export function toLine({ labels, time, text }: LogLine): Line {
  const { severity, message, metadata } = parse(text);
  const { service, request_id, trace_id, span_id, ...fields } = metadata;
  return {
    // Services use the digits below the millisecond only to number their lines.
    time: Number(time / 1_000_000n) * 1000,
    service: textOf(service ?? labels.service) ?? '',
    severity: textOf(severity ?? labels.severity_text) ?? 'info',
    message: textOf(message) ?? text,
    traceId: textOf(trace_id ?? labels.trace_id),
    spanId: textOf(span_id ?? labels.span_id),
    requestId: textOf(request_id ?? labels.request_id),
    fields,
  };
}

function parse(text: string): { severity?: unknown; message?: unknown; metadata: Record<string, unknown> } {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return { metadata: {} };
    const { severity, message, metadata } = parsed as Record<string, unknown>;
    return { severity, message, metadata: typeof metadata === 'object' && metadata !== null ? { ...metadata } : {} };
  } catch {
    return { metadata: {} };
  }
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
