import type { Gap } from '@triptych/client/request/gaps';
import type { BackendQuery } from '@triptych/client/request/report';
import type { ComponentChildren } from 'preact';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';

interface Props {
  readonly title: string;
  readonly gap?: Gap | undefined;
  /** What the backend was asked for this panel. */
  readonly queries?: readonly Pick<BackendQuery, 'url'>[] | undefined;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One of the three panels: its title, its tools, what is missing, and the rest. */
export function PanelFrame({ title, gap, queries = [], tools, children }: Props) {
  const heading = `panel-${title.toLowerCase()}`;
  return (
    <section class="panel request-panel" aria-labelledby={heading}>
      <div class="panel-head">
        <h2 id={heading}>{title}</h2>
        <div class="panel-tools">{tools}</div>
        {queries.length > 0 && (
          <CopyButton class="copy" text={curlOf(queries)} label={`Copy the queries of this panel as curl`}>
            curl
          </CopyButton>
        )}
      </div>
      {gap && <Notice kind={gap.reason === 'on_its_way' ? 'info' : 'warning'}>{gap.text}</Notice>}
      {children}
    </section>
  );
}

/** The commands that ask the same; an apostrophe cannot end the argument. */
function curlOf(queries: readonly { readonly url: string }[]): string {
  return queries.map(({ url }) => `curl -sS '${url.replaceAll("'", "'\\''")}'`).join('\n');
}
