import { verdictOf } from '@triptych/client/request/verdict';
import { CopyButton } from '../../components/copy-button.tsx';
import { Link } from '../../components/link.tsx';
import { duration, exactClock, grouped } from '../../format.ts';
import { settings } from '../../settings.ts';
import { SERVICE_COLOURS } from './draw.ts';
import type { Layout } from './layout.ts';
import { linksTo } from './links.ts';
import type { RequestView } from './view.ts';
import type { Watched } from './watch.ts';

const MARKS = { ok: '✔', failed: '✘', running: '…', unknown: '?' } as const;

interface Props {
  readonly view: RequestView;
  readonly layout: Layout;
  readonly phase: Watched['phase'];
  readonly isSaved: boolean;
}

/** How a request ended, how long it took, and its ids. */
export function Summary({ view, layout, phase, isSaved }: Props) {
  const { report, start, whole, services } = layout;
  const { state, text } = verdictOf(report.spans, report.lines);
  const began = new Date(start / 1000);
  const count = (n: number, one: string) => `${grouped(n)} ${one}${n === 1 ? '' : 's'}`;
  return (
    <header class="summary">
      <div class="summary-title">
        <span class={`summary-mark summary-${state}`} aria-hidden="true">
          {MARKS[state]}
        </span>
        <h1>{text}</h1>
        <strong class="summary-took">{duration(whole.to / 1e6)}</strong>
      </div>
      <dl class="summary-facts">
        <Id name="Request" id={report.requestId} />
        <Id name="Trace" id={report.traceId} />
        <div>
          <dt>Began</dt>
          <dd>
            <time dateTime={began.toISOString()} title={began.toISOString()}>
              {began.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })} {exactClock(began)}
            </time>
          </dd>
        </div>
        <div>
          <dt>Services</dt>
          <dd class="summary-services">
            {services.map((service, i) => (
              <span key={service} class={`service service-${i % SERVICE_COLOURS}`}>
                {service}
              </span>
            ))}
          </dd>
        </div>
        {report.otherTraceIds.length > 0 && (
          <div>
            <dt>Also</dt>
            <dd>
              {report.otherTraceIds.slice(0, 5).map((id) => (
                <Link key={id} href={`/request/${id}`} class="mono">
                  {id.slice(0, 8)}
                </Link>
              ))}
            </dd>
          </div>
        )}
      </dl>
      <div class="summary-actions">
        <span class="request-quiet" role="status">
          {count(report.spans.length, 'span')}, {count(report.lines.length, 'log line')}
          {(phase === 'polling' || phase === 'waiting') && <span class="summary-live">more may arrive</span>}
        </span>
        {!isSaved &&
          linksTo(report.traceId, settings.value, view.state.value.selected).map(({ name, href }) => (
            <a key={name} class="button" href={href} target="_blank" rel="noreferrer">
              {name} ↗
            </a>
          ))}
        {!isSaved && (
          <a class="button" href={`/api/requests/${encodeURIComponent(view.id)}/page`} download>
            Save
          </a>
        )}
      </div>
    </header>
  );
}

function Id({ name, id }: { readonly name: string; readonly id: string | undefined }) {
  if (!id) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="mono summary-id">{id}</span>
        <CopyButton text={id} label={`Copy the ${name.toLowerCase()} id`} />
      </dd>
    </div>
  );
}
