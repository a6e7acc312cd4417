// biome-ignore-all lint/a11y/useSemanticElements: a table cannot have a canvas behind its rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree grid has the focus, and names the active row.
import { nameOf, notesOf } from '@triptych/client/request/describe';
import { describeOddity } from '@triptych/client/request/oddities';
import { duration } from '../../format.ts';
import { SERVICE_COLOURS } from './draw.ts';
import type { Bar } from './layout.ts';

interface Props {
  readonly bar: Bar;
  readonly index: number;
  /** Pixels from the top of all rows. */
  readonly top: number;
  /** The name of the service, where it is not that of the row above in the tree. */
  readonly service: string | undefined;
  readonly isCollapsed: boolean;
  readonly isSelected: boolean;
  readonly isMatch: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

/** Levels below this one are not indented further: names need the room. */
const DEEPEST = 14;

/** A row of the waterfall, without its bar. */
export function BarRow(props: Props) {
  const { bar, index, top, service, isCollapsed, isSelected, isMatch, onSelect, onToggle } = props;
  const { row } = bar;
  const name = row.kind === 'span' ? nameOf(row.span) : row.wait.name;
  const notes = row.kind === 'span' ? notesOf(row.span) : '';
  const oddity = bar.oddities[0];
  const classes = [
    'waterfall-row waterfall-columns',
    isSelected && 'selected',
    isMatch && 'match',
    bar.isError && 'failed',
    bar.isWait && 'wait',
  ];
  const toggle = (event: MouseEvent) => {
    event.stopPropagation();
    onToggle();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree grid has the keys of all its rows.
    <div
      id={`row-${index}`}
      class={classes.filter(Boolean).join(' ')}
      role="row"
      tabIndex={-1}
      data-span={row.kind === 'span' ? row.id : undefined}
      aria-level={row.depth + 1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-expanded={row.size > 0 ? !isCollapsed : undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onSelect}
    >
      <div role="gridcell" class="waterfall-name" title={[service, name, notes].filter(Boolean).join(' ')}>
        <span class="waterfall-indent" style={{ width: `${Math.min(row.depth, DEEPEST) * 12}px` }} />
        {row.size > 0 ? (
          <span class="waterfall-toggle" aria-hidden="true" onClick={toggle}>
            {isCollapsed ? '▸' : '▾'}
          </span>
        ) : (
          <span class="waterfall-toggle" />
        )}
        <span class={`waterfall-dot service-${bar.service % SERVICE_COLOURS}`} />
        {bar.isError && <span class="waterfall-error">✘</span>}
        {oddity && (
          <span class="waterfall-odd" title={describeOddity(oddity, (micros) => duration(micros / 1e6))}>
            !
          </span>
        )}
        <span class="waterfall-text">
          {service !== undefined && <b>{service} </b>}
          {name} <span class="waterfall-notes">{notes}</span>
          {isCollapsed && row.size > 0 && <span class="waterfall-hidden">{row.size} below</span>}
        </span>
      </div>
      <div role="gridcell" aria-label={`starts at ${duration(bar.start / 1e6)}`} />
      <div role="gridcell" class="waterfall-took">
        {duration((bar.end - bar.start) / 1e6)}
      </div>
    </div>
  );
}
