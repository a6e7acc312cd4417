import { useMemo, useState } from 'preact/hooks';
import type { Found, LineFound, SeriesFound } from '../../../schemas/explore.ts';
import { Chart } from '../../components/chart.tsx';
import { Link } from '../../components/link.tsx';
import { Notice } from '../../components/notice.tsx';
import { RequestTable } from '../../components/request-table.tsx';
import { exactClock } from '../../format.ts';
import { curlOf, seriesNames, unitOf } from './series-names.ts';

/** More lines than this in one chart cannot be told apart. */
const MOST_DRAWN = 20;

interface Props {
  readonly found: Found;
  readonly query: string;
  readonly onSelect: (from: number, to: number) => void;
}

/** What a query found: as a chart or a table, as lines, or as traces. */
export function Result({ found, query, onSelect }: Props) {
  const { kind, series = [], times = [], lines = [], traces = [], cuts } = found;
  const [view, setView] = useState<'first' | 'table'>('first');
  const count = { series: series.length, lines: lines.length, traces: traces.length }[kind];
  const first = { series: 'chart', lines: 'lines', traces: undefined }[kind];
  return (
    <section class="panel" aria-label="Result">
      <div class="result-head">
        <p aria-live="polite">
          {count === 0 ? `No ${kind} found.` : `${count} ${count === 1 ? kind.replace(/(?<!serie)s$/, '') : kind}`}
        </p>
        <div class="result-actions">
          {first && (
            <fieldset class="choice">
              <legend class="hidden">Show as</legend>
              <button type="button" aria-pressed={view === 'first'} onClick={() => setView('first')}>
                {first}
              </button>
              <button type="button" aria-pressed={view === 'table'} onClick={() => setView('table')}>
                table
              </button>
            </fieldset>
          )}
          <CopyCurl urls={found.urls} />
        </div>
      </div>
      {cuts.map((cut) => (
        <Notice key={cut} kind="warning">
          {cut}
        </Notice>
      ))}
      {kind === 'series' && count > 0 && (
        <Series series={series} times={times} query={query} asTable={view === 'table'} onSelect={onSelect} />
      )}
      {kind === 'lines' && count > 0 && <Lines lines={lines} asTable={view === 'table'} />}
      {kind === 'traces' && count > 0 && (
        <div class="scroll">
          <RequestTable requests={traces} />
        </div>
      )}
    </section>
  );
}

function CopyCurl({ urls }: { readonly urls: readonly string[] }) {
  const [label, setLabel] = useState('Copy as curl');
  const copy = () =>
    navigator.clipboard.writeText(curlOf(urls)).then(
      () => setLabel('Copied'),
      () => setLabel('The browser refused'),
    );
  return (
    <button type="button" class="plain" onClick={copy} onBlur={() => setLabel('Copy as curl')}>
      {label}
    </button>
  );
}

interface SeriesProps {
  readonly series: readonly SeriesFound[];
  readonly times: readonly number[];
  readonly query: string;
  readonly asTable: boolean;
  readonly onSelect: (from: number, to: number) => void;
}

function Series({ series, times, query, asTable, onSelect }: SeriesProps) {
  const names = useMemo(() => seriesNames(series), [series]);
  const drawn = useMemo(
    () => series.slice(0, MOST_DRAWN).map(({ values }, i) => ({ label: names[i] ?? '', values })),
    [series, names],
  );
  if (!asTable) {
    return (
      <>
        {series.length > MOST_DRAWN && (
          <p class="quiet">
            The chart shows {MOST_DRAWN} of {series.length} series; the table has all.
          </p>
        )}
        <Chart
          series={drawn}
          times={times}
          unit={unitOf(query)}
          height={320}
          label="Result over time"
          onSelect={onSelect}
        />
      </>
    );
  }
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Series</th>
            {['Last', 'Smallest', 'Largest'].map((title) => (
              <th key={title} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.map(({ values }, i) => {
            const numbers = values.filter((value) => value !== null);
            const figures = [numbers.at(-1), Math.min(...numbers), Math.max(...numbers)];
            return (
              <tr key={names[i]}>
                <th scope="row" class="mono">
                  {names[i]}
                </th>
                {figures.map((figure, column) => (
                  <td key={column} class="number">
                    {figure !== undefined && Number.isFinite(figure) ? Number(figure.toPrecision(5)) : '–'}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const timeOf = (nanoseconds: string) => new Date(Number(BigInt(nanoseconds) / 1_000_000n));

function Lines({ lines, asTable }: { readonly lines: readonly LineFound[]; readonly asTable: boolean }) {
  return (
    <ol class={asTable ? 'found-lines found-lines-table' : 'found-lines'}>
      {lines.map((line, i) => (
        <li key={`${line.time} ${i}`} class={`found-line found-line-${line.severity}`}>
          <time class="mono quiet" dateTime={timeOf(line.time).toISOString()}>
            {exactClock(timeOf(line.time))}
          </time>
          <LineLink line={line} />
          <span class="found-line-service">{line.service}</span>
          <span class="found-line-text mono">{asTable ? line.message : line.text}</span>
        </li>
      ))}
    </ol>
  );
}

/** The severity, which opens the request of the line where it has one. */
function LineLink({
  line: { severity, request_id: requestId, trace_id: traceId, span_id: spanId },
}: {
  readonly line: LineFound;
}) {
  const id = traceId ?? requestId;
  if (!id) return <span class="found-line-severity">{severity}</span>;
  const span = spanId ? `?${new URLSearchParams({ span: spanId })}` : '';
  return (
    <Link
      class="found-line-severity"
      href={`/request/${encodeURIComponent(id)}${span}`}
      title="The request of this line"
    >
      {severity}
    </Link>
  );
}
