/** A log line as Loki keeps it. */
export interface LogLine {
  readonly labels: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly text: string;
}

/** A log line that a service wrote. */
export interface Line {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly service: string;
  /** Of our services and of OpenTelemetry: debug, info, warning or error. */
  readonly severity: string;
  readonly message: string;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly requestId: string | undefined;
  /** Its fields besides message, service, request id, trace id and span id. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What Loki adds to the attributes of a line, its place in the source, and the resource: all lines of a process share it. */
const NO_FIELD =
  /^(service|telemetry|deployment|k8s|host|process|os|container|cloud|scope|severity|detected|observed|code|trace|span)_|^(service|flags|request_id|exception_stacktrace)$/;

/**
 * Reads a line of Loki. The whole text of a line that is not JSON is its message. A line without our `metadata` has the
 * attributes of its OpenTelemetry record as fields.
 */
export function toLine({ labels, time, text }: LogLine): Line {
  const { severity, message, metadata = attributesIn(labels) } = parse(text);
  const { service, request_id, trace_id, span_id, ...fields } = metadata;
  return {
    // Services use the digits below the millisecond only to number their lines.
    time: Number(time / 1_000_000n) * 1000,
    service: textOf(service ?? labels.service) ?? '',
    severity: severityOf(textOf(severity), Number(labels.severity_number), labels.severity_text),
    message: textOf(message) ?? text,
    traceId: textOf(trace_id ?? labels.trace_id),
    spanId: textOf(span_id ?? labels.span_id),
    requestId: textOf(request_id ?? labels.request_id),
    fields,
  };
}

function parse(text: string): { severity?: unknown; message?: unknown; metadata?: Record<string, unknown> } {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return {};
    const { severity, message, metadata } = parsed as Record<string, unknown>;
    return {
      severity,
      message,
      ...(typeof metadata === 'object' && metadata !== null && { metadata: { ...metadata } }),
    };
  } catch {
    return {};
  }
}

function attributesIn(labels: LogLine['labels']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !NO_FIELD.test(name)));
}

/** The names that loggers of other languages give to our severities. */
const SAME: Readonly<Record<string, string>> = { warn: 'warning', critical: 'error', fatal: 'error', trace: 'debug' };

/** The severity in the line itself; else that of its OpenTelemetry record, by number (1 to 24) or by name. */
function severityOf(own: string | undefined, number: number, name = 'info'): string {
  if (own === undefined && number > 0)
    return ['debug', 'debug', 'info', 'warning', 'error', 'error'][(number - 1) >> 2] ?? 'info';
  const lower = (own ?? name).toLowerCase();
  return SAME[lower] ?? lower;
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
