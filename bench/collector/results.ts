import type { Load } from './send.ts';

/** The programs whose CPU is measured. */
export const PROGRAMS = ['otelcol', 'jaeger', 'loki', 'prometheus'] as const;

/** One line of the table. */
export interface Row extends Load {
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
    ['spans/s', 'lines/s', 'spans', 'to Jaeger', 'queue %', ...PROGRAMS.map((program) => `${program} cores`)],
    ...rows.map(({ perSecond, lines, spans, handedOn, queueFill, cores }) => [
      String(perSecond),
      String(lines ? perSecond : 0),
      String(spans),
      String(handedOn),
      (queueFill * 100).toFixed(2),
      ...PROGRAMS.map((program) => cores[program].toFixed(2)),
    ]),
  ];
}
