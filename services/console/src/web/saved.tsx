import { SAVED_ELEMENT, type SavedRequest } from '@triptych/client/request/saved-page';
import { render } from 'preact';
import { layoutOf } from './pages/request/layout.ts';
import { RequestPanels } from './pages/request/request-panels.tsx';
import './styles/index.css';

/** A saved page: one request, from the JSON in the page. Nothing is asked of a server. */
const page = document.getElementById('page');
const text = document.getElementById(SAVED_ELEMENT)?.textContent;
if (page && text) {
  const { id, request, metrics }: SavedRequest = JSON.parse(text);
  const saved = { phase: 'done', layout: layoutOf(request), metrics } as const;
  render(
    <main>
      <RequestPanels id={id} saved={saved} />
    </main>,
    page,
  );
}
