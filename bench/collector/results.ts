/** The programs whose CPU is measured. */
export const PROGRAMS = ['otelcol', 'jaeger', 'loki', 'prometheus'] as const;

/** One line of the table. */
export interface Row {
  /** Spans a second, and as many log lines. */
  readonly perSecond: number;
  readonly spans: number;
  /** Spans that the Collector handed to Jaeger. */
  readonly handedOn: number;
  /** Share of its bytes that the fullest queue of the Collector used. */
  readonly queueFill: number;
  /** Cores that each program was busy. */
  readonly cores: Readonly<Record<(typeof PROGRAMS)[number], number>>;
}

export function toCells(rows: readonly Row[]): string[][] {
  return [
    ['spans/s', 'spans', 'to Jaeger', 'queue %', ...PROGRAMS.map((program) => `${program} cores`)],
    ...rows.map(({ perSecond, spans, handedOn, queueFill, cores }) => [
      String(perSecond),
      String(spans),
      String(handedOn),
      (queueFill * 100).toFixed(2),
      ...PROGRAMS.map((program) => cores[program].toFixed(2)),
    ]),
  ];
}
