import { nameOf, notesOf } from '@triptych/client/request/describe';
import { describeOddity } from '@triptych/client/request/oddities';
import { CopyButton } from '../../components/copy-button.tsx';
import { duration, exactClock } from '../../format.ts';
import { SERVICE_COLOURS } from './draw.ts';
import type { Bar, Layout } from './layout.ts';
import type { RequestView } from './view.ts';

interface Props {
  readonly view: RequestView;
  readonly layout: Layout;
  readonly bar: Bar;
}

/** Everything about the selected row. */
export function SpanDetails({ view, layout, bar }: Props) {
  const { row } = bar;
  const onPath = bar.path.reduce((sum, { from, to }) => sum + to - from, 0);
  const span = row.kind === 'span' ? row.span : undefined;
  const isRoot = view.state.value.root === row.id;
  const facts: [string, string][] = [
    ['starts at', duration(bar.start / 1e6)],
    ['took', duration((bar.end - bar.start) / 1e6)],
    ...(onPath > 0 ? [['on the critical path', duration(onPath / 1e6)] as [string, string]] : []),
    ['clock', exactClock(new Date((layout.start + bar.start) / 1000))],
    ...(span ? [['kind', span.kind] as [string, string], ['span id', span.id] as [string, string]] : []),
  ];
  return (
    <aside class="details" aria-label="The selected span">
      <div class="details-head">
        <h3>{span ? nameOf(span) : row.kind === 'wait' ? row.wait.name : ''}</h3>
        <button type="button" class="copy" aria-label="Close the details" onClick={() => view.select(undefined)}>
          ✕
        </button>
      </div>
      <p class="details-notes">
        <span class={`service service-${bar.service % SERVICE_COLOURS}`}>{layout.services[bar.service]}</span>
        {span && <span class={bar.isError ? 'details-error' : ''}> {notesOf(span)}</span>}
      </p>
      {bar.oddities.map((oddity) => (
        <p key={oddity.kind} class="details-odd">
          {describeOddity(oddity, (micros) => duration(micros / 1e6))}
        </p>
      ))}
      {!span && <p class="details-notes">Nothing ran in this time: the job waited.</p>}
      <Table entries={facts} />
      {span && <Table entries={Object.entries(span.attributes).sort(([a], [b]) => a.localeCompare(b))} isCopyable />}
      <div class="details-actions">
        <button type="button" class="copy" onClick={() => view.zoom({ from: bar.start, to: bar.end })}>
          Zoom to it
        </button>
        {span && (
          <button type="button" class="copy" onClick={() => view.change({ root: isRoot ? undefined : row.id })}>
            {isRoot ? 'Show the whole trace' : 'Start the waterfall here'}
          </button>
        )}
        {span && <CopyButton text={JSON.stringify(span, null, 2)} label="Copy the span as JSON" children="Copy JSON" />}
      </div>
    </aside>
  );
}

interface TableProps {
  readonly entries: readonly (readonly [string, unknown])[];
  readonly isCopyable?: boolean;
}

function Table({ entries, isCopyable = false }: TableProps) {
  return (
    <dl class="details-table">
      {entries.map(([name, value]) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span>{text}</span>
              {isCopyable && <CopyButton text={text} label={`Copy ${name}`} />}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
