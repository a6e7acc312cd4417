import { RequestPanels } from './request-panels.tsx';

export function RequestPage({ id }: { readonly id: string }) {
  return (
    <>
      <h1>Request {id}</h1>
      <RequestPanels id={id} />
    </>
  );
}
