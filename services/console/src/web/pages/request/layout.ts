import { criticalPath, type Segment } from '@triptych/client/request/critical-path';
import { type Extent, extentOf } from '@triptych/client/request/extent';
import { fromJson } from '@triptych/client/request/from-json';
import type { RequestJson } from '@triptych/client/request/json';
import { type Oddity, odditiesOf } from '@triptych/client/request/oddities';
import { outlineOf, type Row, type SpanRow, timesOf, type WaitRow } from '@triptych/client/request/outline';
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

/** The row of a span without the span itself. */
type Place = Omit<SpanRow, 'span'> | WaitRow;

/** What takes long to find out about a large request. It has no spans and no lines, so a worker sends it fast. */
export interface Analysis {
  readonly extent: Extent;
  readonly places: readonly Place[];
  readonly path: readonly Segment[];
  readonly oddities: readonly Oddity[];
}

/** Lays out a request from its JSON. */
export function layoutOf(json: RequestJson): Layout {
  const report = fromJson(json);
  return assemble(report, analyse(report));
}

/** Finds out what takes long: the tree, the critical path and what cannot be so. */
export function analyse({ spans, lines }: TraceReport): Analysis {
  const tree = buildTree(spans, lines);
  return {
    extent: extentOf(tree),
    places: outlineOf(tree).map((row) => {
      if (row.kind === 'wait') return row;
      const { span: _, ...place } = row;
      return place;
    }),
    path: criticalPath(spans),
    oddities: odditiesOf(spans),
  };
}

/** Lays out a request that is analysed. */
export function assemble(report: TraceReport, analysis: Analysis): Layout {
  const { spans, lines } = report;
  const { start, end } = analysis.extent;
  const services = servicesOf(report);
  const numbers = new Map(services.map((service, i) => [service, i]));
  const byId = new Map(spans.map((span) => [span.id, span]));
  const path = Map.groupBy(analysis.path, ({ spanId }) => spanId);
  const oddities = Map.groupBy(analysis.oddities, ({ spanId }) => spanId);
  const linesOf = Map.groupBy(lines, ({ spanId }) => spanId);
  const rows = analysis.places.map((place): Row => {
    if (place.kind === 'wait') return place;
    const span = byId.get(place.id);
    if (!span) throw new Error(`the analysis of another request: it has the span ${place.id}`);
    return { ...place, span };
  });
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
      path: (path.get(row.id) ?? []).map((segment) => ({ from: segment.start - start, to: segment.end - start })),
      marks: (span ? (linesOf.get(span.id) ?? []) : []).map(({ time, severity }) => ({ at: time - start, severity })),
      oddities: oddities.get(row.id) ?? [],
    };
  });
  return { report, bars, services, start, whole: { from: 0, to: Math.max(1, end - start) } };
}
