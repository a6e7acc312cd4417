import { textOf } from '@triptych/client/request/describe';
import type { Line } from '@triptych/client/request/line';
import { CopyButton } from '../../components/copy-button.tsx';
import { duration } from '../../format.ts';
import { SERVICE_COLOURS } from './draw.ts';

interface Props {
  readonly line: Line;
  /** Microseconds after the start of the request. */
  readonly at: number;
  /** Pixels from the top of all lines. */
  readonly top: number;
  /** The number of its service. */
  readonly service: number;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly isMatch: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

/** A log line: when, how severe, which service, and its text; all of it as JSON when it is open. */
export function LogRow({ line, at, top, service, isOpen, isSelected, isMatch, onSelect, onToggle }: Props) {
  const classes = ['line', `line-${line.severity}`, isSelected && 'selected', isMatch && 'match'];
  const text = textOf(line, undefined);
  const json = isOpen ? jsonOf(line) : '';
  return (
    <li class={classes.filter(Boolean).join(' ')} data-span={line.spanId} style={{ transform: `translateY(${top}px)` }}>
      <button type="button" class="line-arrow" aria-expanded={isOpen} aria-label="Raw JSON" onClick={onToggle}>
        {isOpen ? '▾' : '▸'}
      </button>
      <button type="button" class="line-text" onClick={onSelect} title={text}>
        <span class="line-at">{duration(Math.max(0, at) / 1e6)}</span>
        <span class="line-severity">{line.severity}</span>
        <span class={`line-service service service-${Math.max(0, service) % SERVICE_COLOURS}`}>{line.service}</span>
        <span class="line-message">{text}</span>
      </button>
      {isOpen && (
        <div class="line-json">
          <CopyButton text={json} label="Copy the line as JSON" />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line is scrolled by the keyboard, too. */}
          <pre tabIndex={0}>{json}</pre>
        </div>
      )}
    </li>
  );
}

/** A line as JSON, for people. */
export function jsonOf({ time, service, severity, message, traceId, spanId, requestId, fields }: Line): string {
  const metadata = { service, request_id: requestId, trace_id: traceId, span_id: spanId, ...fields };
  return JSON.stringify({ time: new Date(time / 1000).toISOString(), severity, message, metadata }, null, 2);
}

/** How many lines a text has. */
export function linesIn(text: string): number {
  return text.split('\n').length;
}
