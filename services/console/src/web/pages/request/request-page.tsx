import { useEffect } from 'preact/hooks';
import { RequestPanels } from './request-panels.tsx';

/** The page of one request. */
export function RequestPage({ id }: { readonly id: string }) {
  useEffect(() => {
    document.title = `Request ${id} – Triptych`;
  }, [id]);
  return <RequestPanels key={id} id={id} />;
}
