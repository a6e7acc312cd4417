import { criticalPath, type Segment } from '@triptych/client/request/critical-path';
import { extentOf } from '@triptych/client/request/extent';
import { fromJson } from '@triptych/client/request/from-json';
import type { RequestJson } from '@triptych/client/request/json';
import { type Oddity, odditiesOf } from '@triptych/client/request/oddities';
import { outlineOf, type Row, timesOf } from '@triptych/client/request/outline';
import type { TraceReport } from '@triptych/client/request/report';
import { servicesOf } from '@triptych/client/request/services';
import { isError, isWait } from '@triptych/client/request/span';
import { buildTree } from '@triptych/client/request/tree';
import type { Range } from './url-state.ts';

/** A bar of the waterfall. Times are in microseconds after the start of the request. */
export interface Bar {
  readonly row: Row;
  readonly start: number;
  readonly end: number;
  readonly isError: boolean;
  readonly isWait: boolean;
  /** The index of its service in `services`. */
  readonly service: number;
  /** The stretches of the critical path in it. */
  readonly path: readonly Range[];
  /** Its log lines: when, and how severe. */
  readonly marks: readonly { readonly at: number; readonly severity: string }[];
  readonly oddities: readonly Oddity[];
}

/** Everything about a request that is computed once, before it is drawn. */
export interface Layout {
  readonly report: TraceReport;
  readonly bars: readonly Bar[];
  readonly services: readonly string[];
  /** Microseconds since 1970. */
  readonly start: number;
  /** All of the request: from 0 to its end. */
  readonly whole: Range;
}

/** Lays out a request from its JSON. */
export function layoutOf(json: RequestJson): Layout {
  const report = fromJson(json);
  const { spans, lines } = report;
  const tree = buildTree(spans, lines);
  const { start, end } = extentOf(tree);
  const services = servicesOf(report);
  const numbers = new Map(services.map((service, i) => [service, i]));
  const path = Map.groupBy(criticalPath(spans), ({ spanId }) => spanId);
  const oddities = Map.groupBy(odditiesOf(spans), ({ spanId }) => spanId);
  const linesOf = Map.groupBy(lines, ({ spanId }) => spanId);
  const rows = outlineOf(tree);
  const bars = rows.map((row): Bar => {
    const { start: from, durationMicros } = timesOf(row);
    const span = row.kind === 'span' ? row.span : undefined;
    const parent = rows[row.parent];
    const owner = span ?? (parent?.kind === 'span' ? parent.span : undefined);
    return {
      row,
      start: from - start,
      end: from - start + durationMicros,
      isError: span ? isError(span) : false,
      isWait: span ? isWait(span) : true,
      service: numbers.get(owner?.service ?? '') ?? 0,
      path: (path.get(row.id) ?? []).map((segment: Segment) => ({
        from: segment.start - start,
        to: segment.end - start,
      })),
      marks: (span ? (linesOf.get(span.id) ?? []) : []).map(({ time, severity }) => ({ at: time - start, severity })),
      oddities: oddities.get(row.id) ?? [],
    };
  });
  return { report, bars, services, start, whole: { from: 0, to: Math.max(1, end - start) } };
}
